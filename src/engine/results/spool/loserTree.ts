/**
 * Tells which of several items, known by their numbers, comes first, as one after the other changes: a tree of losers (Knuth, The Art of Computer Programming, 5.4.1), which for a
 * change compares half as often as a heap does.
 */
export class LoserTree {
  /** The item that comes first; -1 of none. */
  first = -1
  private readonly isBefore: (a: number, b: number) => boolean
  /** Who lost the match at a node; the children of node n are 2n and 2n + 1, and items are the leaves, from `length` on. */
  private readonly losers: Int32Array
  private readonly length: number

  /** `isBefore`: a strict order, also of items that are equal. */
  constructor(length: number, isBefore: (a: number, b: number) => boolean) {
    this.length = length
    this.isBefore = isBefore
    this.losers = new Int32Array(length)
    if (length === 0) return
    const winners = new Int32Array(2 * length)
    for (let item = 0; item < length; item++) winners[length + item] = item
    for (let node = length - 1; node > 0; node--) {
      const [a, b] = [winners[2 * node], winners[2 * node + 1]]
      const isFirst = isBefore(a, b)
      winners[node] = isFirst ? a : b
      this.losers[node] = isFirst ? b : a
    }
    this.first = length === 1 ? 0 : winners[1]
  }

  /** The item that came first is another one now. */
  replay(item: number): void {
    const { losers, isBefore } = this
    let winner = item
    for (let node = (item + this.length) >>> 1; node > 0; node >>>= 1) {
      const other = losers[node]
      if (!isBefore(other, winner)) continue
      losers[node] = winner
      winner = other
    }
    this.first = winner
  }
}
