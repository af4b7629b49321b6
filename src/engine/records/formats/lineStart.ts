/** What stands at the start of a record's first line: a time, and a level in words behind it. */
import { colorEnd, LEVEL_REACH, levelInWords, type FoundLevel } from '../levels.ts'
import { compileTime } from '../time/readers.ts'
import type { StampReader } from '../time/stamp.ts'
import type { Format } from './format.ts'

const ESCAPE = 0x1b
const OPEN = 0x5b
const SPACE = 0x20
const MINUS = 0x2d

/** Reads the start of one line after the other. */
export class LineStart {
  /** Of the line that was read last; NaN without. */
  time = NaN
  /** Of its stamp; the line's start where it has none. */
  timeStart = 0
  timeEnd = 0
  private readonly reader: StampReader | undefined
  private readonly found: FoundLevel = { level: 0, start: 0, end: 0 }

  constructor(format: Format) {
    this.reader = format.time?.from === 'start' ? compileTime(format.time.layouts, format.until, format.zone) : undefined
  }

  readTime(bytes: Uint8Array, start: number, end: number): void {
    this.timeStart = this.timeEnd = start
    this.time = NaN
    if (!this.reader) return
    let at = start
    if (at < end && bytes[at] === ESCAPE) at = colorEnd(bytes, at, end)
    if (at < end && bytes[at] === OPEN) at++
    this.time = this.reader.read(bytes, at, end)
    if (Number.isNaN(this.time)) return
    this.timeStart = at
    this.timeEnd = this.reader.end
  }

  /** The level of the line whose time was read last. */
  readLevel(bytes: Uint8Array, start: number, end: number): number {
    return levelInWords(bytes, this.timeEnd, end, start + LEVEL_REACH, !Number.isNaN(this.time), this.found)
  }

  /** Where the message of the line begins whose time and level were read last: behind the time, and behind a level that follows it. */
  messageStart(bytes: Uint8Array, end: number): number {
    const { level, start: levelStart, end: levelEnd } = this.found
    if (level !== 0 && skip(bytes, this.timeEnd, levelStart, true) === levelStart) return skip(bytes, levelEnd, end, false)
    return skip(bytes, this.timeEnd, end, false)
  }
}

/** Behind the blanks, marks and colours that stand between the parts of a line; `opening`: opening brackets are such marks too. */
function skip(bytes: Uint8Array, at: number, end: number, opening: boolean): number {
  while (at < end) {
    const byte = bytes[at]
    if (byte === ESCAPE) {
      const next = colorEnd(bytes, at, end)
      if (next === at + 1) return at
      at = next
      continue
    }
    const isDash = byte === MINUS && (at + 1 === end || bytes[at + 1] === SPACE)
    if (!isDash && MARKS[byte] === 0 && !(opening && OPENING[byte] === 1)) return at
    at++
  }
  return at
}

const setOf = (text: string): Uint8Array => Uint8Array.from({ length: 256 }, (_, byte) => Number(text.includes(String.fromCharCode(byte))))
const MARKS = setOf(' \t]:|,)>')
const OPENING = setOf('[(<')
