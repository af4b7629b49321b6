// Realistic logs of any size, the same for the same seed.
//   node test/support/makeLog.ts FILE [--size 1G | --lines 5000] [--seed 1] [--kind app|json|access]
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * - app: application log with levels, users and latencies, some lines in colour, some non-ASCII phrases, some stack traces
 * - json: one JSON object a line, of the same events
 * - access: a web server's combined log format
 */
export type LogKind = 'app' | 'json' | 'access';

export interface LogOptions {
  /** Bytes; the log ends with the line that reaches it. */
  size?: number;
  /** Lines, if no size is given. Default 5000. */
  lines?: number;
  /** Default 1. */
  seed?: number;
  /** Default app. */
  kind?: LogKind;
}

/** A generator of numbers in [0, 1) (mulberry32). */
function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'søren', 'zoë'];
const components = ['http', 'db', 'cache', 'auth', 'billing', 'search', 'mailer', 'scheduler'];
const endpoints = ['/api/orders', '/api/users', '/api/search', '/login', '/api/invoices', '/health', '/api/cart', '/static/app.js'];
const agents = ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.5.0', 'okhttp/4.12.0', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4)'];
const warnings = ['größe überschritten', 'retrying after timeout', 'cache nearly full', 'slow query', 'délai dépassé', 'deprecated endpoint'];
const errors = ['connection refused', 'timeout after 30000 ms', 'payment declined', 'größe überschritten', 'deadlock detected', '接続がタイムアウトしました'];
const colors: Record<string, string> = { INFO: '32', WARN: '33', ERROR: '31', DEBUG: '36' };
const trace = [
  'java.lang.IllegalStateException: pool exhausted',
  '    at com.example.pool.Pool.borrow(Pool.java:117)',
  '    at com.example.db.Session.open(Session.java:42)',
  '    at com.example.http.Handler.handle(Handler.java:88)',
  'Caused by: java.net.SocketTimeoutException: Read timed out',
  '    at java.base/java.net.Socket.read(Socket.java:966)',
].join('\n');

// Two digits by a table: a fourth of the time of padStart on a gigabyte.
const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** Times from the start on, each an instant after the one before; formatted a day, a second and a millisecond at a time. */
class Clock {
  #time = Date.UTC(2026, 0, 5, 6, 0, 0);
  #second = -1;
  #prefix = '';

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** 2026-01-05T06:00:00.123Z */
  iso(): string {
    const second = Math.floor(this.#time / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = new Date(second * 1000).toISOString().slice(0, 20);
    }
    const milliseconds = this.#time % 1000;
    return `${this.#prefix}${(milliseconds / 100) | 0}${twoDigits[milliseconds % 100]}Z`;
  }

  /** 05/Jan/2026:06:00:00 +0000 */
  common(): string {
    const iso = this.iso();
    return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
  }
}

/** The log's lines without their ends; endless. A stack trace is one item with line feeds in it. */
function* items(kind: LogKind, seed: number): Generator<string, never> {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[(next() * from.length) | 0];
  const clock = new Clock();
  for (let id = 1; ; id++) {
    clock.advance((next() * 200) | 0);
    const chance = next();
    const level = chance < 0.02 ? 'ERROR' : chance < 0.08 ? 'WARN' : chance < 0.25 ? 'DEBUG' : 'INFO';
    const user = pick(users);
    // Mostly quick, with a long tail.
    const took = (5 + 40 * next() + (next() < 0.05 ? 3000 * next() * next() : 0)) | 0;
    const component = pick(components);
    if (kind === 'access') {
      const status = level === 'ERROR' ? 500 + ((next() * 4) | 0) : level === 'WARN' ? 404 : 200;
      const address = `10.${(next() * 4) | 0}.${(next() * 256) | 0}.${(next() * 256) | 0}`;
      yield `${address} - ${user} [${clock.common()}] "GET ${pick(endpoints)}?id=${id} HTTP/1.1" ${status} ${(next() * 50000) | 0} "-" "${pick(agents)}" ${took}`;
      continue;
    }
    const message = level === 'ERROR' ? pick(errors) : level === 'WARN' ? pick(warnings) : `GET ${pick(endpoints)}`;
    if (kind === 'json') {
      yield JSON.stringify({ time: clock.iso(), level: level.toLowerCase(), logger: component, msg: message, user, took, request: id });
      continue;
    }
    const shown = next() < 0.01 ? `\u001b[${colors[level]}m${level}\u001b[0m` : level;
    const line = `${clock.iso()} ${shown} [${component}] request=${id} user=${user} ${message} took ${took}ms`;
    yield level === 'ERROR' && next() < 0.3 ? `${line}\n${trace}` : line;
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const chunkCharacters = 1 << 20;

/** Writes a log; says how long it became. */
export function makeLog(file: string, options: LogOptions = {}): { bytes: number; lines: number } {
  const { size = Infinity, lines: wanted = size === Infinity ? 5000 : Infinity, seed = 1, kind = 'app' } = options;
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const output = openSync(file, 'w');
  let bytes = 0;
  let lines = 0;
  let text = '';
  const flush = (): void => {
    const chunk = Buffer.from(text);
    const cut = bytes + chunk.length < size ? chunk.length : chunk.indexOf(10, Math.max(0, size - bytes - 1)) + 1;
    for (let done = 0; done < cut; ) done += writeSync(output, chunk, done, cut - done);
    if (cut < chunk.length) for (let at = chunk.indexOf(10, cut); at >= 0; at = chunk.indexOf(10, at + 1)) lines--;
    bytes += cut;
    text = '';
  };
  try {
    for (const item of items(kind, seed)) {
      for (const line of item.includes('\n') ? item.split('\n') : [item]) {
        if (lines >= wanted) break;
        text += line + '\n';
        lines++;
      }
      // Short of the size's last stretch, flush in large pieces only.
      if (text.length >= chunkCharacters || lines >= wanted || bytes + text.length >= size) flush();
      if (lines >= wanted || bytes >= size) break;
    }
  } finally {
    closeSync(output);
  }
  return { bytes, lines };
}

/** "64M" in bytes. */
function parseSize(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([KMGT]?)B?$/i.exec(text);
  if (!found) throw new Error(`not a size: ${text}`);
  return Math.round(Number(found[1]) * 1024 ** ' KMGT'.indexOf(found[2].toUpperCase() || ' '));
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, lines: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' } },
  });
  if (positionals.length !== 1) throw new Error('usage: makeLog.ts FILE [--size 1G | --lines 5000] [--seed 1] [--kind app|json|access]');
  const made = makeLog(positionals[0], {
    size: values.size ? parseSize(values.size) : undefined,
    lines: values.lines ? Number(values.lines) : undefined,
    seed: values.seed ? Number(values.seed) : undefined,
    kind: values.kind as LogKind | undefined,
  });
  console.log(`${positionals[0]}: ${made.lines} lines, ${made.bytes} bytes`);
}
