import { resolve } from 'node:path';
import type { Place } from '../servers/service.mts';
import type { Flags } from './flags.mts';
import { origin } from './ports.mts';
import type { Scope } from './tokens.mts';

type Tokens = Readonly<Record<Scope, string>>;

const urls = (port: number) => ({
  api: origin('api', port),
  feed: origin('feed', port),
  stream: origin('streamer', port, 'ws'),
  sql: origin('recorder', port),
  metrics: origin('api', port),
});

/** What a person needs for the first five minutes. */
export function summary(flags: Flags, place: Place, tokens: Tokens): string {
  const { api, stream, sql } = urls(flags.port);
  return [
    '',
    `  API and docs   ${api}/docs`,
    `  WebSocket      ${stream}/v1/stream`,
    `  SQL            ${sql}`,
    `  Metrics        ${api}/metrics`,
    `  Data           ${place.dataDir} (${flags.ephemeral ? 'removed at exit' : 'safe to Ctrl-C, safe to kill -9'})`,
    '  Tokens (12 h)',
    ...Object.entries(tokens).map(([scope, token]) => `    ${scope.padEnd(9)} ${token}`),
    '',
    `  ${replaying(flags)}`,
    ...firstBet(flags, place),
    '',
  ].join('\n');
}

/** Commands to copy; the flags of the tools stand only where they differ from their defaults. */
function firstBet({ port }: Flags, { dataDir }: Place): string[] {
  const api = origin('api', port);
  const elsewhere = port === 3_000 ? '' : `API_URL=${api} `;
  const kept = dataDir === resolve('.stakelog') ? '' : ` -- --data-dir ${dataDir}`;
  const token = `npm run -s token bettor${kept}`;
  return [
    `  Try: ${elsewhere}npm run -s example > bet.json`,
    `       curl --json @bet.json -H "Authorization: Bearer $(${token})" -H "Idempotency-Key: my-first-bet" ${api}/v1/bets`,
  ];
}

function replaying({ feed, speed, bettors, demo }: Flags): string {
  if (!demo || feed[0] === 'none') return 'No feed: post facts to /v1/feed/events.';
  const what = feed[0] === 'match-day' ? 'the built-in match day' : feed.join(', ');
  const pace = speed === 'max' ? 'as fast as possible' : `at ${speed}x`;
  return `Replaying ${what} ${pace} with ${bettors} simulated bettors.`;
}

/** The same for programs: one JSON line. */
export function summaryLine(flags: Flags, place: Place, tokens: Tokens): string {
  const ready = { ready: true, urls: urls(flags.port), tokens };
  return `${JSON.stringify({ ...ready, dataDir: place.dataDir, pid: process.pid })}\n`;
}
