import { limits } from '@stakelog/contracts';
import type { Caller, Clock, Tokens } from '@stakelog/runtime';
import type { ChannelHub } from '../channels/channel-hub';
import { channelOf } from '../channels/channel';
import type { Subscriber } from '../channels/subscriber';
import { closeCode, type CloseCode } from './close-code';
import { inboundMessage, type InboundMessage } from './inbound-message';
import { MessageRate } from './message-rate';
import type { Wire } from './wire';

export type SessionParts = {
  readonly hub: ChannelHub;
  readonly tokens: Pick<Tokens, 'verify'>;
  readonly clock: Clock;
  readonly onClosed: (code: CloseCode) => void;
  /** A message was left out because the client reads too slowly; the newest follows later. */
  readonly onConflated: () => void;
};

/** One client's conversation: first it says who it is, then it names channels. */
export class StreamSession {
  private caller: Caller | undefined;
  private readonly subscriptions = new Map<
    string,
    { readonly name: string; readonly to: Subscriber }
  >();
  private readonly rate: MessageRate;
  private authenticating: Promise<void> = Promise.resolve();
  private unanswered = 0;
  private tooSlowSinceMs: number | undefined;
  private readonly authenticateBy: NodeJS.Timeout;
  private expiry: NodeJS.Timeout | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly parts: SessionParts,
  ) {
    this.rate = new MessageRate(limits.socketMessagesPerSecondMax, parts.clock);
    this.authenticateBy = setTimeout(
      () => this.close(closeCode.notAuthenticated, 'no authentication in time'),
      limits.socketAuthenticateMs,
    );
  }

  async hear(text: string): Promise<void> {
    this.unanswered = 0;
    if (text.length > limits.socketMessageBytesMax)
      return this.refuse('too-large', closeCode.tooLarge);
    if (!this.rate.admits()) return this.refuse('too-many-messages', closeCode.tooMany);
    const message = inboundMessage(text);
    if (message === undefined) return this.refuse('bad-request', closeCode.badRequest);
    if (message.op === 'auth') return (this.authenticating = this.authenticate(message.token));
    // What a client sends right behind its token waits until the token is verified.
    await this.authenticating;
    if (this.caller === undefined)
      return this.refuse('unauthenticated', closeCode.notAuthenticated);
    if (message.op === 'unsub') return this.unsubscribe(message.ch);
    this.subscribe(this.caller, message);
  }

  /** What the client should have by now, and a question whether it is still there. */
  beat(): void {
    if (this.unanswered >= 2) return this.wire.end();
    this.unanswered++;
    this.wire.ping();
    if (this.caller === undefined) return;
    const seqs: Record<string, string> = {};
    for (const [shown, { name }] of this.subscriptions) {
      const seq = this.parts.hub.seq(name);
      if (seq !== undefined) seqs[shown] = seq;
    }
    this.send(JSON.stringify({ op: 'beat', at: this.parts.clock.nowMs(), seqs }));
  }

  ponged(): void {
    this.unanswered = 0;
  }

  /** Ends a client that has not read for too long. What it missed meanwhile it is offered again. */
  checkPace(): void {
    const nowMs = this.parts.clock.monotonicMs();
    if (this.wire.unsentBytes <= limits.socketUnsentBytesMax) this.tooSlowSinceMs = undefined;
    else this.tooSlowSinceMs ??= nowMs;
    if (this.tooSlowSinceMs !== undefined && nowMs - this.tooSlowSinceMs > limits.socketTooSlowMs)
      this.close(closeCode.tooSlow, 'reads too slowly');
  }

  close(code: CloseCode, reason: string): void {
    this.parts.onClosed(code);
    this.wire.close(code, reason);
    this.closed();
  }

  /** The socket is gone. */
  closed(): void {
    clearTimeout(this.authenticateBy);
    clearTimeout(this.expiry);
    for (const { name, to } of this.subscriptions.values()) this.parts.hub.unsubscribe(name, to);
    this.subscriptions.clear();
  }

  /** A token may be renewed on an open socket, by the same caller. */
  private async authenticate(token: string): Promise<void> {
    const caller = await this.parts.tokens.verify(token).catch(() => undefined);
    if (caller === undefined || (this.caller?.accountId ?? caller.accountId) !== caller.accountId)
      return this.refuse('unauthenticated', closeCode.notAuthenticated);
    if (!this.wire.open) return;
    this.caller = caller;
    clearTimeout(this.authenticateBy);
    clearTimeout(this.expiry);
    this.expiry = setTimeout(
      () => this.close(closeCode.notAuthenticated, 'the token has expired'),
      Math.min(Math.max(0, caller.expiresAtMs - this.parts.clock.nowMs()), TIMER_MS_MAX),
    );
    const { socketBeatMs: beatMs, socketChannelsMax: maxChannels } = limits;
    this.send(JSON.stringify({ op: 'welcome', beatMs, maxChannels }));
  }

  private subscribe(caller: Caller, { ch, from }: Extract<InboundMessage, { op: 'sub' }>): void {
    const channel = channelOf(ch, caller);
    if (channel === 'unknown' || channel === 'forbidden')
      return this.error(channel === 'unknown' ? 'unknown-channel' : 'forbidden', ch);
    this.unsubscribe(ch);
    if (this.subscriptions.size >= limits.socketChannelsMax)
      return this.refuse('too-many-channels', closeCode.tooMany);
    const to: Subscriber = {
      seq: undefined,
      from,
      send: (text) => this.send(text),
      fail: (code) => {
        this.unsubscribe(ch);
        this.error(code, ch);
      },
    };
    this.subscriptions.set(ch, { name: channel.name, to });
    this.parts.hub.subscribe(channel, to);
  }

  private unsubscribe(ch: string): void {
    const known = this.subscriptions.get(ch);
    if (known === undefined) return;
    this.subscriptions.delete(ch);
    this.parts.hub.unsubscribe(known.name, known.to);
  }

  private send(text: string): boolean {
    if (!this.wire.open) return false;
    if (this.wire.unsentBytes > limits.socketUnsentBytesMax) {
      this.parts.onConflated();
      return false;
    }
    this.wire.send(text);
    return true;
  }

  private error(code: string, ch?: string): void {
    this.send(JSON.stringify({ op: 'err', code, ...(ch !== undefined && { ch }) }));
  }

  private refuse(code: string, closing: CloseCode): void {
    this.error(code);
    this.close(closing, code);
  }
}

/** Timers of Node count 31 bits; a token that lives longer is checked no earlier than this. */
const TIMER_MS_MAX = 2_147_483_647;
