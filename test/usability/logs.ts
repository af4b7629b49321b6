/** The logs that the ten tasks are done on: an afternoon of a shop, two runs of its tests, and one log that is large. The same every time. */
import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { Chance } from '../support/logs/random.ts'

/** Payments was deployed with a pool of 8 connections instead of 64: what all of the trouble comes from. */
export const BEGIN_OF_TROUBLE = Date.UTC(2026, 4, 12, 13, 57, 12)
const START = Date.UTC(2026, 4, 12, 13, 0, 0)
const END = Date.UTC(2026, 4, 12, 14, 30, 0)
const END_OF_TROUBLE = Date.UTC(2026, 4, 12, 14, 16, 40)
/** Half of what the server could not answer is this one's. */
export const WORST_CLIENT = '203.0.113.66'
/** The request that is looked for in three logs, sent at 14:03. */
export const REQUEST = 'r-77c0ffee'

const paths = ['/', '/cart', '/cart/checkout', '/products', '/products/search', '/login', '/orders']
const traced = [
  'com.acme.checkout.PaymentFailed: timeout waiting for payments',
  '\tat com.acme.checkout.CheckoutService.pay(CheckoutService.java:214)',
  '\tat com.acme.checkout.CheckoutController.post(CheckoutController.java:57)',
  '\tat jakarta.servlet.http.HttpServlet.service(HttpServlet.java:614)',
  'Caused by: java.net.SocketTimeoutException: Read timed out',
  '\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)',
  '\tat com.acme.checkout.PaymentsClient.charge(PaymentsClient.java:88)',
]

/** Lines with their times; they are sorted when they are written, as services do not wait for each other. */
class Log {
  private readonly lines: [number, string][] = []

  add(time: number, line: string): void {
    this.lines.push([time, line])
  }

  write(file: string): void {
    const sorted = this.lines.map(([time, line], i) => ({ time, line, i })).sort((a, b) => a.time - b.time || a.i - b.i)
    writeFileSync(file, sorted.map(({ line }) => `${line}\n`).join(''))
  }
}

const iso = (time: number): string => new Date(time).toISOString()
/** 2026-05-12 14:03:02,310 */
const logback = (time: number): string => iso(time).replace('T', ' ').replace('.', ',').slice(0, 23)
const clock = (time: number): string => iso(time).slice(11, 19)

/** `checkout.log` (logback), `payments.log` (logfmt), `proxy.log` (HAProxy), `run-1.log` and `run-2.log`. */
export function makeLogs(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const chance = new Chance(7)
  const [gateway, checkout, payments] = [new Log(), new Log(), new Log()]
  payments.add(BEGIN_OF_TROUBLE, `time=${iso(BEGIN_OF_TROUBLE)} level=info msg="started version 2.14.0" pool=8 before=64`)
  let id = 0
  let named = false
  for (let time = START; time < END; time += 50 + chance.below(700)) {
    id++
    const isTraced: boolean = time > Date.UTC(2026, 4, 12, 14, 3, 2) && !named
    const request: string = isTraced ? REQUEST : `r-${chance.hex(8)}`
    const client = chance.next() < 0.02 ? WORST_CLIENT : `10.${chance.below(4)}.${chance.below(40)}.${1 + chance.below(250)}`
    const target = isTraced ? '/cart/checkout' : client === WORST_CLIENT ? '/products/search' : chance.pick(paths)
    if (target === '/cart/checkout') named = order(time, request, isTraced) || named
    else {
      const broken = client === WORST_CLIENT && chance.next() < 0.9
      const took = 4 + chance.below(90) + (chance.next() < 0.03 ? chance.below(400) : 0)
      gate(time, request, client, target, broken ? 500 : chance.next() < 0.02 ? 404 : 200, took)
    }

    /** A checkout; whether it is the one that is looked for. */
    function order(at: number, ofRequest: string, isWanted: boolean): boolean {
      const troubled = at > BEGIN_OF_TROUBLE + 8000 && at < END_OF_TROUBLE
      const fails = isWanted || (troubled ? chance.next() < 0.62 : chance.next() < 0.004)
      const took = fails ? 8000 + chance.below(300) : troubled ? 1500 + chance.below(4000) : 60 + chance.below(240)
      const user = `u-${10000 + chance.below(40)}`
      const thread = `http-${1 + chance.below(16)}`
      const say = (when: number, level: string, what: string): void =>
        checkout.add(when, `${logback(when)} [${thread}] ${level.padEnd(5)} c.a.checkout.CheckoutService - [${ofRequest}] ${what}`)
      const pay = (when: number, level: string, what: string): void => payments.add(when, `time=${iso(when)} level=${level} request=${ofRequest} ${what}`)
      say(at + 2, 'INFO', `order of ${user}: ${1 + chance.below(9)} items, ${10 + chance.below(400)}.${10 + chance.below(90)} EUR`)
      pay(at + 5, 'info', `msg="charge card" user=${user}`)
      if (fails) {
        pay(at + 5010, 'error', 'msg="acquire connection: timeout after 5000 ms" pool=8/8 waiting=37 ms=5003')
        say(at + took, 'ERROR', `POST /cart/checkout failed: timeout waiting for payments after ${took} ms`)
        for (const line of traced) checkout.add(at + took, line)
      } else {
        if (troubled) pay(at + 900, 'warn', `msg="acquire connection: slow" pool=8/8 waiting=${9 + chance.below(20)} ms=${took - 40}`)
        pay(at + took - 12, 'info', `msg="charged" ms=${took - 20}`)
        say(at + took, 'INFO', `paid in ${took} ms`)
      }
      gate(at, ofRequest, client, '/cart/checkout', fails ? 504 : 200, took + 3)
      return isWanted
    }
  }
  gateway.write(path.join(folder, 'proxy.log'))
  checkout.write(path.join(folder, 'checkout.log'))
  payments.write(path.join(folder, 'payments.log'))
  for (const run of [1, 2]) testRun(run).write(path.join(folder, `run-${run}.log`))
  // HAProxy writes no year: it is that of the file.
  utimesSync(path.join(folder, 'proxy.log'), END / 1000, END / 1000)

  function gate(time: number, request: string, client: string, target: string, status: number, took: number): void {
    const ended = time + took
    const service = target === '/cart/checkout' ? 'checkout' : 'shop'
    const accepted = `12/May/2026:${clock(time)}.${iso(time).slice(20, 23)}`
    gateway.add(
      ended,
      `May 12 ${clock(ended)} edge haproxy[2113]: ${client}:${20000 + (id % 40000)} [${accepted}] https~ ${service}/${service}-${1 + (id % 3)} ` +
        `0/0/1/${took - 1}/${took} ${status} ${200 + ((id * 37) % 9000)} - - ---- 12/12/3/1/0 0/0 {${request}} {} "${target === '/cart/checkout' ? 'POST' : 'GET'} ${target} HTTP/1.1"`,
    )
  }
}

/** What a run of the shop's tests wrote; the second has a kind of message more, 14 times. */
function testRun(run: number): Log {
  const chance = new Chance(run)
  const log = new Log()
  const start = Date.UTC(2026, 4, 11 + run, 9, 0, 0)
  for (let i = 0; i < 6000; i++) {
    const time = start + i * 40 + chance.below(30)
    const say = (level: string, logger: string, what: string): void => log.add(time, `${logback(time)} [main] ${level.padEnd(5)} ${logger} - ${what}`)
    if (run === 2 && i % 400 === 399 && i < 5900) say('WARN', 'c.a.orders.Migration', `total of order ${i * 17} is missing, taken as 0`)
    else if (i % 3 === 0) say('DEBUG', 'c.a.orders.OrderStore', `read order ${chance.below(90000)} in ${chance.below(30)} ms`)
    else if (i % 50 === 1) say('INFO', 'c.a.test.Runner', `test ${chance.below(900)} passed in ${chance.below(2000)} ms`)
    else say('INFO', 'c.a.cart.CartService', `item ${chance.below(5000)} put into cart ${chance.below(700)}`)
  }
  return log
}

/** Bytes of the piece that the large log is made of. */
const PIECE = 32 * 2 ** 20

/**
 * Writes a log of `size` bytes, made of one piece again and again, each an hour later than the one before; about one line in 5,000 is an error. Gives the number of hours.
 * Lines of one width, so that the hour is at known places.
 */
export function makeLargeLog(file: string, size: number): number {
  const chance = new Chance(11)
  const WIDTH = 128
  const lines = PIECE / WIDTH
  const piece = Buffer.alloc(PIECE)
  for (let i = 0; i < lines; i++) {
    const at = iso(Math.floor((i * 3_600_000) / lines)).slice(14, 23).replace('.', ',')
    const level = i % 5003 === 4000 ? 'ERROR' : i % 211 === 0 ? 'WARN ' : 'INFO '
    const what = level === 'ERROR' ? `job ${i} failed: disk quota exceeded` : `job ${i} done in ${chance.below(900)} ms on worker-${chance.below(40)}`
    const line = `0000-00-00 00:${at} [batch-${i % 8}] ${level} c.a.batch.Jobs - ${what} trace=`
    piece.write(`${line}${chance.hex(96).slice(0, WIDTH - 1 - line.length)}\n`, i * WIDTH, 'latin1')
  }
  const output = openSync(file, 'w')
  let hours = 0
  for (let written = 0; written < size; hours++) {
    const hour = Buffer.from(logback(Date.UTC(2026, 0, 5) + hours * 3_600_000).slice(0, 13), 'latin1')
    for (let at = 0; at < PIECE; at += WIDTH) hour.copy(piece, at)
    written += writeSync(output, piece)
  }
  closeSync(output)
  return hours
}
