import { freeNow } from '../../../common/freeNow.ts'

/** Up to here a loop is faster than a call of the copy. */
export const SHORT = 512

/** Copies bytes of a view to a place in another one: where there are few of them this is faster than what Node has for it. */
export function copyFew(from: DataView, start: number, end: number, into: DataView, to: number): void {
  let next = start
  let at = to
  // Compiled to moves of 64 bits, with nothing made of the numbers.
  for (; next + 8 <= end; next += 8, at += 8) into.setBigUint64(at, from.getBigUint64(next, true), true)
  for (; next < end; next++) into.setUint8(at++, from.getUint8(next))
}

/** A buffer that grows by what is added, and is used again. */
export class GrowingBytes {
  bytes: Buffer
  view: DataView
  length = 0

  constructor(size = 1024) {
    this.bytes = Buffer.allocUnsafeSlow(size)
    this.view = viewOf(this.bytes)
  }

  /** The bytes with room for so many more, to be written to directly. */
  reserve(more: number): { readonly bytes: Buffer; readonly view: DataView } {
    this.makeRoom(more)
    return this
  }

  /** `view`: of the same bytes. */
  add(from: Buffer, view: DataView, start: number, end: number): void {
    this.makeRoom(end - start)
    if (end - start > SHORT) {
      this.length += from.copy(this.bytes, this.length, start, end)
      return
    }
    copyFew(view, start, end, this.view, this.length)
    this.length += end - start
  }

  text(text: string): void {
    // A UTF-16 unit has at most three bytes.
    this.makeRoom(3 * text.length)
    this.length += this.bytes.write(text, this.length)
  }

  byte(value: number): void {
    this.makeRoom(1)
    this.bytes[this.length++] = value
  }

  word(value: number): void {
    this.makeRoom(4)
    this.setWord(this.length, value)
    this.length += 4
  }

  /** Another number in the place of one that has been added. */
  setWord(at: number, value: number): void {
    this.view.setUint32(at, value, true)
  }

  double(value: number): void {
    this.makeRoom(8)
    this.view.setFloat64(this.length, value, true)
    this.length += 8
  }

  /** What has been added; good until more is. */
  get all(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  /** Gives its memory back; it can be used again. */
  release(): void {
    this.length = 0
    freeNow(this.bytes)
    this.bytes = Buffer.alloc(0)
    this.view = viewOf(this.bytes)
  }

  private makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.length + more))
    larger.set(this.all)
    freeNow(this.bytes)
    this.bytes = larger
    this.view = viewOf(larger)
  }
}

export function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
