/** The log that the states of a panel are shown with. */
import { writeFileSync } from 'node:fs'
import { Chance } from '../../support/logs/random.ts'

export const STATE_ROWS = 2400

const services = ['checkout', 'payments', 'orders', 'gateway']
const targets = ['/cart', '/cart/checkout/confirm', '/orders', '/products/search']
const START = Date.UTC(2026, 4, 12, 13, 40)
/** Requests in which payments does not answer. */
const TROUBLE = { from: 1300, to: 1600 }

/** JSON lines: an hour of a shop with some trouble in it, the same every time. */
export function writeStateLog(file: string): void {
  const chance = new Chance(3)
  const lines: string[] = []
  let time = START
  for (let i = 0; i < STATE_ROWS; i++) {
    time += 300 + chance.below(2400)
    const trouble = i > TROUBLE.from && i < TROUBLE.to
    const ms = Math.round(4 + chance.next() ** 4 * (trouble ? 3000 : 700))
    const level = chance.next() < (trouble ? 0.3 : 0.03) ? 'error' : ms > 300 ? 'warning' : i % 6 === 1 ? 'debug' : i % 23 === 7 ? 'trace' : 'info'
    const request = `request ${i} to ${chance.pick(targets)}`
    const msg = {
      error: `${request} failed: error 504, payments did not answer within 3000 ms and has been asked ${2 + chance.below(3)} times`,
      warning: `${request} is slow`,
      debug: `${request} took the prices of ${1 + chance.below(9)} items from the cache`,
      trace: `${request} has entered the queue`,
      info: `${request} done${i % 12 === 0 ? ', and the customer was told by mail, in the language of the country that the parcel goes to' : ''}`,
    }[level]
    const service = level === 'error' ? 'payments' : chance.pick(services)
    lines.push(JSON.stringify({ time: new Date(time).toISOString(), level, service, ms, user: { id: `u-${chance.below(90)}`, plan: i % 3 ? 'free' : 'plus' }, msg }))
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
}
