/** Seeded chance, and times that go on. */

/** Numbers in [0, 1) and what is drawn with them. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A number in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  below(limit: number): number {
    return (this.next() * limit) | 0
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]
  }

  /** That many hexadecimal digits; a multiple of 8. */
  hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += (4294967296 + Math.floor(this.next() * 4294967296)).toString(16).slice(1)
    return text
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
// Two digits by a table: a fourth of the time of padStart on a gigabyte.
const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

/** Times from the start on, each an instant after the one before; formatted once a second. */
export class Clock {
  #time = Date.UTC(2026, 0, 5, 6, 0, 0)
  #second = -1
  #iso = ''
  #common = ''

  advance(milliseconds: number): void {
    this.#time += milliseconds
  }

  /** 2026-01-05T06:00:00.123Z */
  iso(): string {
    this.#format()
    const milliseconds = this.#time % 1000
    return `${this.#iso}${(milliseconds / 100) | 0}${twoDigits[milliseconds % 100]}Z`
  }

  /** 05/Jan/2026:06:00:00 +0000 */
  common(): string {
    this.#format()
    return this.#common
  }

  #format(): void {
    const second = Math.floor(this.#time / 1000)
    if (second === this.#second) return
    this.#second = second
    const iso = new Date(second * 1000).toISOString()
    this.#iso = iso.slice(0, 20)
    this.#common = `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
  }
}
