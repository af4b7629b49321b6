/** The events that all kinds of generated logs tell of. */
import type { Chance } from './random.ts'

export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

export interface Event {
  /** 1 for the first. */
  readonly id: number
  readonly level: Level
  readonly user: string
  readonly component: string
  readonly endpoint: string
  readonly method: string
  /** Milliseconds; mostly quick, with a long tail. */
  readonly took: number
  /** What a warning or an error, or a rare notice, says; undefined for a plain request. */
  readonly message: string | undefined
  /** The lines of a stack trace; about 1 % of the events have one. */
  readonly trace: readonly string[] | undefined
}

/**
 * Phrases that the benchmark looks for. Where they stand is fixed, so that every size has its share: in 1 GiB of application log `rare` has 4 hits,
 * `few` about 100, `many` about 310,000.
 */
export const phrases = {
  rare: 'Out of memory: killed process',
  few: 'is shutting down',
  many: 'Connection reset by peer',
} as const

const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'søren', 'zoë']
const components = ['http', 'db', 'cache', 'auth', 'billing', 'search', 'mailer', 'scheduler']
const endpoints = ['/api/orders', '/api/users', '/api/search', '/login', '/api/invoices', '/health', '/api/cart', '/static/app.js']
const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE']
const warnings = ['größe überschritten', 'retrying after timeout', 'cache nearly full', 'slow query', 'délai dépassé', 'deprecated endpoint']
const errors = [
  'connection refused code=ECONNREFUSED111',
  'timeout after 30000 ms code=ETIMEDOUT110',
  'payment declined',
  'größe überschritten',
  'deadlock detected',
  '接続がタイムアウトしました',
]
const reasons = ['idle', 'signal', 'upgrade']
const traces = [
  [
    'java.lang.IllegalStateException: pool exhausted',
    '    at com.example.pool.Pool.borrow(Pool.java:117)',
    '    at com.example.db.Session.open(Session.java:42)',
    '    at com.example.http.Handler.handle(Handler.java:88)',
    'Caused by: java.net.SocketTimeoutException: Read timed out',
    '    at java.base/java.net.Socket.read(Socket.java:966)',
  ],
  [
    `java.net.SocketException: ${phrases.many}`,
    '    at java.base/sun.nio.ch.SocketChannelImpl.throwConnectionReset(SocketChannelImpl.java:394)',
    '    at com.example.http.Client.exchange(Client.java:203)',
    `Caused by: java.io.IOException: ${phrases.many}`,
    '    ... 17 more',
  ],
]

export function nextEvent(chance: Chance, id: number): Event {
  const rare = id % 2_950_000 === 400_000
  const few = !rare && id % 95_000 === 47_000
  const level = rare ? 'ERROR' : few ? 'INFO' : levelOf(chance.next())
  return {
    id,
    level,
    user: chance.pick(users),
    component: chance.pick(components),
    endpoint: chance.pick(endpoints),
    method: chance.pick(methods),
    took: (5 + 40 * chance.next() + (chance.next() < 0.08 ? 3000 * chance.next() * chance.next() : 0)) | 0,
    message: rare ? `${phrases.rare} ${id % 32768}`
      : few ? `worker ${id % 64} ${phrases.few} (${chance.pick(reasons)})`
      : messageOf(level, chance),
    trace: level === 'ERROR' && chance.next() < 0.5 ? chance.pick(traces) : undefined,
  }
}

function levelOf(chance: number): Level {
  return chance < 0.02 ? 'ERROR' : chance < 0.08 ? 'WARN' : chance < 0.47 ? 'DEBUG' : 'INFO'
}

function messageOf(level: Level, chance: Chance): string | undefined {
  if (level === 'ERROR') return chance.pick(errors)
  if (level === 'WARN') return chance.next() < 0.35 ? phrases.many : chance.pick(warnings)
  return undefined
}
