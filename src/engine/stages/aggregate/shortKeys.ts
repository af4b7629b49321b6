import type { WasmModule } from '../../lines/kernels.ts'
import type { Placed } from '../../lines/scratch.ts'
import { workOf, type PlacedColumn } from '../../records/fields/chunks.ts'
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
  addKey(start: number, end: number, kind: number, table: number, mask: number, factor: bigint, number: number): number
}

const ADDED = 1
const SLOT_BYTES = 32
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
  private keys = 0

  constructor(wasm: WasmModule) {
    this.wasm = wasm
    this.table = wasm.scratch.place(this.slots.length, () => this.slots)
    this.isUseful = this.table !== undefined
  }

  /** Writes the numbers of the values of the first `rows` rows. `numberOf` is asked for those that are not known, in their order. */
  find(column: PlacedColumn, rows: number, numbers: Uint32Array, numberOf: (row: number) => number): void {
    const { wasm, table, factor } = this
    if (!table) return
    const exports = wasm.exports as KeyExports
    const { memory, bufferAt } = wasm
    const { startsAt, endsAt, kindsAt, starts, ends, kinds } = column
    const { ids, left } = workOf(column)
    const at = table.address()
    const others = exports.findKeys(bufferAt, startsAt, endsAt, kindsAt, rows, at, SLOTS - 1, factor, ids, left)
    numbers.set(new Uint32Array(memory.buffer, ids, rows))
    if (others === 0) return
    let leftOut = 0
    for (const row of new Uint32Array(memory.buffer, left, others)) {
      numbers[row] = numberOf(row)
      const isThere = this.keys < MAX_KEYS
        ? exports.addKey(bufferAt + starts[row], bufferAt + ends[row], kinds[row], at, SLOTS - 1, factor, numbers[row])
        : 0
      if (isThere === ADDED) this.keys++
      else if (isThere === 0) leftOut++
    }
    // Something else may be put in its place in the memory.
    Buffer.from(memory.buffer, at, this.slots.length).copy(this.slots)
    if (leftOut > MAX_LEFT * rows) this.isUseful = false
  }
}
