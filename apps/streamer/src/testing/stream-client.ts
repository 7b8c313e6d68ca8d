import { WebSocket } from 'ws';

/** A message from the server. */
export type Heard = {
  op: string;
  ch?: string;
  seq?: string;
  prev?: string;
  data?: Record<string, unknown>;
  code?: string;
  reason?: string;
};

/** A client that keeps what it hears. */
export function connectTo(
  port: number,
  headers: Record<string, string> = {},
  protocol = 'stakelog.v1',
) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/stream`, protocol, { headers });
  const heard: Heard[] = [];
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const refused = new Promise<number>((resolve) =>
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0)),
  );
  socket.on('error', () => undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our server speaks here
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8')) as Heard));
  const opening = new Promise<void>((resolve) => socket.on('open', resolve));
  const say = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const until = async (holds: (heard: Heard[]) => boolean) => {
    const deadline = performance.now() + 5_000;
    while (!holds(heard)) {
      if (performance.now() > deadline) throw new Error(`heard only ${JSON.stringify(heard)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return heard;
  };
  return { socket, heard, closed, refused, opening, say, until };
}
