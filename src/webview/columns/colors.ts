/** Colours there are for values; see value-… in styles/columns.css. */
export const COLORS = 10
/** Values that are remembered. */
const MOST_VALUES = 5000

/** Gives each value a colour: the same one each time, and to the first values different ones. */
export class ValueColors {
  private readonly known = new Map<string, number>()
  private readonly taken = new Set<number>()

  colorOf(value: string): number {
    const before = this.known.get(value)
    if (before !== undefined) return before
    // At first those that are not broken.
    const choice = this.taken.size < COLORS / 2 ? COLORS / 2 : COLORS
    let color = hashOf(value) % choice
    if (this.taken.size < choice) while (this.taken.has(color)) color = (color + 1) % choice
    this.taken.add(color)
    if (this.known.size < MOST_VALUES) this.known.set(value, color)
    return color
  }
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
