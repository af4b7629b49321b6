import { Rank, type SortField, type SortKey } from './sortKeys.ts'

/** The keys of many rows, a column for each field: objects for all of them would take more memory than the rows. */
export class KeyColumns {
  private readonly fields: readonly SortField[]
  private readonly columns: Column[]
  length = 0

  constructor(fields: readonly SortField[]) {
    this.fields = fields
    this.columns = fields.map(() => new Column())
  }

  push(keys: readonly SortKey[]): void {
    for (let i = 0; i < keys.length; i++) this.columns[i].push(this.length, keys[i])
    this.length++
  }

  /** The numbers of the rows in order, those that are alike as they came. */
  order(): Uint32Array {
    const order = new Uint32Array(this.length)
    for (let i = 0; i < order.length; i++) order[i] = i
    const [first] = this.columns
    const { descending } = this.fields[0]
    const numbers = this.columns.length === 1 ? first.onlyNumbers(this.length) : undefined
    if (numbers) return order.sort(descending ? (a, b) => numbers[b] - numbers[a] || a - b : (a, b) => numbers[a] - numbers[b] || a - b)
    return order.sort((a, b) => this.compare(a, b) || a - b)
  }

  keys(index: number): SortKey[] {
    return this.columns.map((column) => column.at(index))
  }

  clear(): void {
    this.length = 0
    for (const column of this.columns) column.clear()
  }

  private compare(a: number, b: number): number {
    const { columns, fields } = this
    for (let i = 0; i < columns.length; i++) {
      const order = columns[i].compare(a, b, fields[i].descending)
      if (order !== 0) return order
    }
    return 0
  }
}

class Column {
  private ranks = new Uint8Array(1024)
  private numbers = new Float64Array(1024)
  private texts: string[] = []

  push(index: number, { rank, value }: SortKey): void {
    if (index === this.ranks.length) this.grow()
    this.ranks[index] = rank
    if (typeof value === 'number') this.numbers[index] = value
    else this.texts[index] = value
  }

  at(index: number): SortKey {
    const rank = this.ranks[index]
    return { rank, value: rank === Rank.Text ? this.texts[index] : this.numbers[index] }
  }

  compare(a: number, b: number, descending: boolean): number {
    const { ranks, numbers, texts } = this
    const [rankA, rankB] = [ranks[a], ranks[b]]
    if (rankA !== rankB) return descending && rankA !== Rank.Missing && rankB !== Rank.Missing ? rankB - rankA : rankA - rankB
    if (rankA === Rank.Missing) return 0
    const [x, y] = rankA === Rank.Text ? [texts[a], texts[b]] : [numbers[a], numbers[b]]
    if (x === y) return 0
    return x < y !== descending ? -1 : 1
  }

  /** The first so many keys, if they are all numbers. */
  onlyNumbers(count: number): Float64Array | undefined {
    for (let i = 0; i < count; i++) if (this.ranks[i] !== Rank.Number) return undefined
    return this.numbers
  }

  clear(): void {
    this.texts = []
  }

  private grow(): void {
    const ranks = new Uint8Array(2 * this.ranks.length)
    ranks.set(this.ranks)
    this.ranks = ranks
    const numbers = new Float64Array(ranks.length)
    numbers.set(this.numbers)
    this.numbers = numbers
  }
}
