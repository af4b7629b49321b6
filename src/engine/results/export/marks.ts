/** Where line numbers are in a text, and which: two lists that grow together, and can be used again after `clear`. */
export class Marks {
  private places = new Uint32Array(1024)
  private lines = new Uint32Array(1024)
  private length = 0

  add(place: number, line: number): void {
    this.reserve(1)
    this.places[this.length] = place
    this.lines[this.length++] = line
  }

  addAll(places: Uint32Array, lines: Uint32Array): void {
    this.reserve(places.length)
    this.places.set(places, this.length)
    this.lines.set(lines, this.length)
    this.length += places.length
  }

  /** The places, and behind them the lines. */
  take(): Uint32Array<ArrayBuffer> {
    const { length } = this
    const both = new Uint32Array(2 * length)
    both.set(this.places.subarray(0, length))
    both.set(this.lines.subarray(0, length), length)
    return both
  }

  clear(): void {
    this.length = 0
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.places.length) return
    const { places, lines } = this
    const room = Math.max(needed, 2 * places.length)
    this.places = new Uint32Array(room)
    this.lines = new Uint32Array(room)
    this.places.set(places)
    this.lines.set(lines)
  }
}
