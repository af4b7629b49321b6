/**
 * By what rows are sorted, as bytes: of two rows the one with the lesser bytes comes first. No key is the beginning of another, so those of several fields are put one behind
 * the other. Numbers are their bits, turned so that they compare as they should (as in FoundationDB's tuples); what is no number begins with two bytes that none has.
 */
import { Rank } from '../../stages/sequential/sortKeys.ts'

/** In front of what is no number. Those of numbers go up to 0xfff0. */
const TAG = 0xfff0
const MISSING_TAG = 0xffff
const PREFIX_BYTES = 8

/** The key of a row at a time. */
export class KeyBytes {
  private bytes = Buffer.alloc(256)
  private view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
  private length = 0

  clear(): void {
    this.length = 0
  }

  /** The key of the next field. */
  add(rank: number, value: number | string, descending: boolean): void {
    const from = this.length
    if (rank === Rank.Number) this.number(value as number)
    else if (rank === Rank.Missing) {
      // The last in either direction.
      this.tag(MISSING_TAG)
      return
    } else {
      this.tag(TAG + rank)
      if (typeof value === 'string') this.text(value)
      else this.number(value)
    }
    if (descending) for (let at = from; at < this.length; at++) this.bytes[at] ^= 0xff
  }

  /** The first four bytes, and the four behind them. */
  get high(): number {
    this.pad()
    return this.view.getUint32(0)
  }

  get low(): number {
    this.pad()
    return this.view.getUint32(4)
  }

  /** What is behind these. */
  get rest(): Buffer {
    return this.bytes.subarray(PREFIX_BYTES, Math.max(PREFIX_BYTES, this.length))
  }

  private pad(): void {
    for (let at = this.length; at < PREFIX_BYTES; at++) this.bytes[at] = 0
  }

  private tag(tag: number): void {
    this.makeRoom(2)
    this.view.setUint16(this.length, tag)
    this.length += 2
  }

  private number(value: number): void {
    this.makeRoom(8)
    const { view, length } = this
    // -0 is as great as 0.
    view.setFloat64(length, value === 0 ? 0 : value)
    const flip = value < 0 ? 0xffffffff : 0
    view.setUint32(length, view.getUint32(length) ^ (flip | 0x80000000))
    view.setUint32(length + 4, view.getUint32(length + 4) ^ flip)
    this.length += 8
  }

  /** In the order of UTF-16 units, as texts compare; ends with two zeros, and a zero in it has 0xff behind it. */
  private text(text: string): void {
    // A unit has at most three bytes, and a zero becomes two.
    this.makeRoom(3 * text.length + 2)
    const { bytes, length: from } = this
    let to = from + bytes.write(text, from)
    let zeros = 0
    for (let at = from; at < to; at++) {
      const byte = bytes[at]
      if (byte === 0) zeros++
      // Units of surrogates are less than U+E000 and what is above it, but their UTF-8 is greater.
      else if (byte >= 0xee) bytes[at] = byte >= 0xf0 ? byte - 2 : byte + 5
    }
    if (zeros > 0) {
      let into = to + zeros
      for (let at = to - 1; into > at + 1; at--) {
        if (bytes[at] === 0) bytes[--into] = 0xff
        bytes[--into] = bytes[at]
      }
      to += zeros
    }
    bytes[to] = bytes[to + 1] = 0
    this.length = to + 2
  }

  private makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.alloc(2 * (this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.length)
  }
}
