/** What a person sees while the system starts: one line for each step, and how long the open ones take. */
export type Progress = {
  /** A line of its own. */
  readonly say: (line: string) => void;
  /** Announces the step while it takes long, and ticks it off when it is done. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
};

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** On a terminal the open steps are redrawn in place; elsewhere they are repeated every five seconds. */
export function openProgress(out: NodeJS.WriteStream): Progress {
  const open = new Map<string, number>();
  let frame = 0;
  const waiting = () =>
    [...open].map(([name, since]) => `${name} (${seconds(since)} s)`).join(', ');
  const clear = () => (out.isTTY ? '\r\x1b[K' : '');
  const draw = () => {
    if (open.size === 0) return;
    frame += 1;
    const line = `  ${spinner[frame % spinner.length]} ${waiting()}`;
    if (out.isTTY) out.write(`${clear()}${line.slice(0, out.columns - 1)}`);
    else out.write(`  … ${waiting()}\n`);
  };
  const timer = setInterval(draw, out.isTTY ? 100 : 5_000);
  timer.unref();
  const say = (line: string) => void out.write(`${clear()}${line}\n`);
  return {
    say,
    step: async (name, work) => {
      const since = performance.now();
      open.set(name, since);
      if (out.isTTY) draw();
      try {
        const result = await work();
        say(`  ✓ ${name} (${seconds(since)} s)`);
        return result;
      } finally {
        open.delete(name);
      }
    },
    close: () => {
      clearInterval(timer);
      out.write(clear());
    },
  };
}

function seconds(since: number): string {
  const elapsed = (performance.now() - since) / 1_000;
  return elapsed < 10 ? elapsed.toFixed(1) : elapsed.toFixed(0);
}
