const ZERO = 0x30
/** Whole numbers below it are divided faster. */
const SMALL = 2 ** 31

/** Puts the line numbers right in text that was made before it was known how many lines are above it. The text comes in pieces, which cut no number. */
export class LineNumbers {
  private readonly places: Uint32Array
  private readonly lines: Uint32Array
  /** What is taken for the number of lines above in the text, and what it is. */
  private readonly taken: number
  private readonly above: number
  private next = 0
  private position = 0

  /** `marks`: as Marks gives them; the number of a mark is that of its line, counted from 0, and one more, and the lines above. */
  constructor(marks: Uint32Array, taken: number, above: number) {
    this.places = marks.subarray(0, marks.length / 2)
    this.lines = marks.subarray(marks.length / 2)
    this.taken = taken
    this.above = above
  }

  /** The next piece of the text with the right numbers: the piece itself, changed, where these are as long as those that were there. */
  correct(bytes: Uint8Array): Uint8Array {
    const { places, position } = this
    const from = this.next
    const end = position + bytes.length
    // Most pieces have marks, and the last has the rest.
    while (this.next < places.length && places[this.next] < end) this.next++
    this.position = end
    if (this.next === from || this.taken === this.above) return bytes
    const digits = this.digitsOfAll(from, this.next)
    if (digits > 0) this.overwrite(bytes, from, digits)
    else return this.rewritten(bytes, from)
    return bytes
  }

  /** Digits of all the numbers, those that are there and those that should be; 0 where they differ. */
  private digitsOfAll(from: number, to: number): number {
    const { lines, taken, above } = this
    const digits = digitsOf(taken + lines[from] + 1)
    const others = [taken + lines[to - 1] + 1, above + lines[from] + 1, above + lines[to - 1] + 1]
    return others.every((number) => digitsOf(number) === digits) ? digits : 0
  }

  private overwrite(bytes: Uint8Array, from: number, digits: number): void {
    const { places, lines, above, position } = this
    const before = position - bytes.length
    for (let i = from; i < this.next; i++) putNumber(bytes, places[i] - before + digits, digits, above + lines[i] + 1)
  }

  private rewritten(bytes: Uint8Array, from: number): Uint8Array {
    const { places, lines, taken, above, position } = this
    const before = position - bytes.length
    let room = bytes.length
    for (let i = from; i < this.next; i++) room += digitsOf(above + lines[i] + 1) - digitsOf(taken + lines[i] + 1)
    const out = new Uint8Array(room)
    let read = 0
    let written = 0
    for (let i = from; i < this.next; i++) {
      const at = places[i] - before
      out.set(bytes.subarray(read, at), written)
      written += at - read
      read = at + digitsOf(taken + lines[i] + 1)
      const number = above + lines[i] + 1
      const digits = digitsOf(number)
      putNumber(out, written + digits, digits, number)
      written += digits
    }
    out.set(bytes.subarray(read), written)
    return out
  }
}

/** Writes a number's digits before `end`. */
function putNumber(bytes: Uint8Array, end: number, digits: number, number: number): void {
  let rest = number
  for (let at = end - 1; at >= end - digits; at--) {
    const tenth = rest < SMALL ? (rest / 10) | 0 : Math.floor(rest / 10)
    bytes[at] = ZERO + rest - 10 * tenth
    rest = tenth
  }
}

function digitsOf(number: number): number {
  let digits = 1
  for (let least = 10; number >= least; least *= 10) digits++
  return digits
}
