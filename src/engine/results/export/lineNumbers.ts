const ZERO = 0x30

/** Puts line numbers into text that comes in pieces. */
export class LineNumbers {
  private readonly marks: Uint32Array
  private readonly above: number
  private next = 0
  private position = 0

  /** `marks`: pairs of a position in the text, ascending, and a line, which is `above` lines further down than it says. */
  constructor(marks: Uint32Array, above: number) {
    this.marks = marks
    this.above = above
  }

  /** The next piece of the text, with its numbers. */
  insert(bytes: Uint8Array): Uint8Array {
    const { marks, above, position } = this
    const end = position + bytes.length
    const first = this.next
    let room = 0
    while (this.next < marks.length && marks[this.next] < end) {
      room += digitsOf(above + marks[this.next + 1])
      this.next += 2
    }
    this.position = end
    if (room === 0) return bytes
    const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const out = Buffer.allocUnsafeSlow(bytes.length + room)
    let read = 0
    let written = 0
    for (let i = first; i < this.next; i += 2) {
      const at = marks[i] - position
      from.copy(out, written, read, at)
      written += at - read
      read = at
      let number = above + marks[i + 1]
      const digits = digitsOf(number)
      for (let digit = written + digits - 1; digit >= written; digit--) {
        const rest = Math.floor(number / 10)
        out[digit] = ZERO + number - 10 * rest
        number = rest
      }
      written += digits
    }
    from.copy(out, written, read)
    return out
  }
}

function digitsOf(number: number): number {
  let digits = 1
  for (let least = 10; number >= least; least *= 10) digits++
  return digits
}
