import type { WasmModule } from '../../lines/kernels.ts'
import type { Placed } from '../../lines/scratch.ts'
import { workOf, type PlacedColumn } from '../../records/fields/chunks.ts'
import type { Counts } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'

/** As src/kernels/values.ts has it. */
interface KeyExports {
  findKeys(
    ...args: [
      base: number,
      starts: number,
      ends: number,
      kinds: number,
      count: number,
      table: number,
      mask: number,
      factor: bigint,
      numbers: number,
      left: number,
    ]
  ): number
  countKeys(
    ...args: [
      base: number,
      starts: number,
      ends: number,
      kinds: number,
      count: number,
      table: number,
      mask: number,
      factor: bigint,
      left: number,
    ]
  ): number
  addKey(start: number, end: number, kind: number, table: number, mask: number, factor: bigint, number: number): number
}

const ADDED = 1
const SLOT_BYTES = 32
const SHAPE_AT = 16
const NUMBER_AT = 20
const COUNT_AT = 24
const SLOTS = 512
/** With more keys there would be long ways to free slots. */
const MAX_KEYS = SLOTS / 2
/** Of this part of the rows at most the values may be unknown, if the table is to be worth while. */
const MAX_LEFT = 1 / 16

/**
 * Remembers values of at most 16 bytes with a number each, in a table in the memory of the kernels; what does not fit is left out. Values are told apart by
 * their bytes and their kinds.
 */
export class ShortKeys {
  readonly wasm: WasmModule
  /** False once too many values have not been known: they are long, or there are many of them. */
  isUseful: boolean
  private readonly slots = Buffer.alloc(SLOTS * SLOT_BYTES)
  private readonly table: Placed | undefined
  /** Secret, so that no log can be made in which all keys meet. */
  private readonly factor = (BigInt(oddNumber() >>> 0) << 32n) | BigInt(oddNumber() >>> 0)
  /** Where slots that hold keys are in the table, and the numbers of these keys. */
  private used: { readonly slot: number; readonly number: number }[] = []

  constructor(wasm: WasmModule) {
    this.wasm = wasm
    this.table = wasm.scratch.place(this.slots.length, () => this.slots)
    this.isUseful = this.table !== undefined
  }

  /** Writes the numbers of the values of the first `rows` rows. `numberOf` is asked for those that are not known, in their order. */
  find(column: PlacedColumn, rows: number, numbers: Uint32Array, numberOf: (row: number) => number): void {
    const { wasm, table, factor } = this
    if (!table) return
    const { startsAt, endsAt, kindsAt } = column
    const { ids, left } = workOf(column)
    const at = table.address()
    const others = (wasm.exports as KeyExports).findKeys(wasm.bufferAt, startsAt, endsAt, kindsAt, rows, at, SLOTS - 1, factor, ids, left)
    numbers.set(new Uint32Array(wasm.memory.buffer, ids, rows))
    if (others > 0) this.add(column, rows, others, at, (row) => (numbers[row] = numberOf(row)))
  }

  /** Adds how many of the first `rows` rows have the value with each number. `numberOf` as for find. */
  count(column: PlacedColumn, rows: number, counts: Counts, numberOf: (row: number) => number): void {
    const { wasm, table, factor } = this
    if (!table) return
    const { startsAt, endsAt, kindsAt } = column
    const { left } = workOf(column)
    const at = table.address()
    const others = (wasm.exports as KeyExports).countKeys(wasm.bufferAt, startsAt, endsAt, kindsAt, rows, at, SLOTS - 1, factor, left)
    const slots = new DataView(wasm.memory.buffer, at, this.slots.length)
    for (const { slot, number } of this.used) {
      counts.counts[number] += slots.getUint32(slot + COUNT_AT, true)
      slots.setUint32(slot + COUNT_AT, 0, true)
    }
    if (others === 0) return
    this.add(column, rows, others, at, (row) => {
      const number = numberOf(row)
      counts.grow(number + 1)
      counts.counts[number]++
      return number
    })
  }

  /** Adds the values of the rows that a kernel has left over to the table at `at`. */
  private add(column: PlacedColumn, rows: number, others: number, at: number, numberOf: (row: number) => number): void {
    const { wasm, slots, factor } = this
    const { memory, bufferAt } = wasm
    const { starts, ends, kinds } = column
    const { addKey } = wasm.exports as KeyExports
    let keys = this.used.length
    let leftOut = 0
    for (const row of new Uint32Array(memory.buffer, workOf(column).left, others)) {
      const number = numberOf(row)
      const isThere = keys < MAX_KEYS ? addKey(bufferAt + starts[row], bufferAt + ends[row], kinds[row], at, SLOTS - 1, factor, number) : 0
      if (isThere === ADDED) keys++
      else if (isThere === 0) leftOut++
    }
    if (leftOut > MAX_LEFT * rows) this.isUseful = false
    if (keys === this.used.length) return
    // Something else may be put in its place in the memory.
    Buffer.from(memory.buffer, at, slots.length).copy(slots)
    this.used = usedSlots(slots)
  }
}

function usedSlots(slots: Buffer): { slot: number; number: number }[] {
  const used: { slot: number; number: number }[] = []
  for (let slot = 0; slot < slots.length; slot += SLOT_BYTES) {
    if (slots.readUInt32LE(slot + SHAPE_AT) !== 0) used.push({ slot, number: slots.readUInt32LE(slot + NUMBER_AT) })
  }
  return used
}
