/** Adds up messages by their masked form, as bytes: one look into a hash table for most of them. */
import { LEVELS } from '../../../../common/page.ts'
import { grown } from '../groupColumn.ts'
import type { Figures } from './figures.ts'
import { Masker } from './mask.ts'
import { SampleTable } from './samples.ts'
import { SparkTable } from './sparkTable.ts'

const SLOTS = 1 << 14
/** When there are so many kinds, the table is emptied into what keeps them for good. */
const MAX_KINDS = SLOTS / 4
const LEVEL_COUNT = LEVELS.length
/** Spreads the numbers of groups over the slots of the table. */
const GROUP_FACTOR = 0x9e3779b1

export class KindTable {
  private readonly masker = new Masker()
  private readonly slots = new Int32Array(SLOTS).fill(-1)
  private readonly hashes = new Uint32Array(MAX_KINDS)
  private readonly groups = new Uint32Array(MAX_KINDS)
  /** Places in `words`, and bytes. */
  private readonly starts = new Uint32Array(MAX_KINDS)
  private readonly lengths = new Uint32Array(MAX_KINDS)
  private readonly counts = new Float64Array(MAX_KINDS * LEVEL_COUNT)
  private readonly firsts = new Float64Array(MAX_KINDS)
  private readonly lasts = new Float64Array(MAX_KINDS)
  private readonly samples: SampleTable
  private readonly sparks = new SparkTable(MAX_KINDS)
  private words = new Uint32Array(1 << 14)
  private end = 0
  private used = 0

  /** `samples`: examples of each kind that are kept. */
  constructor(samples: number) {
    this.samples = new SampleTable(MAX_KINDS, samples)
  }

  get isFull(): boolean {
    return this.used === MAX_KINDS
  }

  /** Adds the message bytes[start, end) of a group, a whole number. It is not full. `time`: NaN for none; `level`: index into LEVELS. */
  add(bytes: Buffer, start: number, end: number, time: number, level: number, group: number): void {
    const { masker, slots, firsts, lasts } = this
    const length = masker.mask(bytes, start, end)
    const hash = (masker.hash ^ Math.imul(group, GROUP_FACTOR)) >>> 0
    let slot = hash & (SLOTS - 1)
    let kind = slots[slot]
    while (kind >= 0 && (this.hashes[kind] !== hash || this.groups[kind] !== group || !this.isSame(kind, length))) {
      slot = (slot + 1) & (SLOTS - 1)
      kind = slots[slot]
    }
    if (kind < 0) kind = slots[slot] = this.addKind(hash, length, group)
    this.counts[kind * LEVEL_COUNT + level]++
    if (time > lasts[kind]) lasts[kind] = time
    if (time < firsts[kind]) firsts[kind] = time
    this.sparks.add(kind, time)
    this.samples.look(kind, bytes, start, end, time)
  }

  /** Gives all kinds and forgets them. */
  *drain(): Generator<[kind: string, group: number, figures: Figures]> {
    const text = Buffer.from(this.words.buffer)
    for (let kind = 0; kind < this.used; kind++) {
      const at = kind * LEVEL_COUNT
      const figures: Figures = {
        levels: [...this.counts.subarray(at, at + LEVEL_COUNT)],
        first: this.firsts[kind],
        last: this.lasts[kind],
        spark: this.sparks.of(kind),
        samples: this.samples.of(kind),
      }
      yield [text.toString('utf8', 4 * this.starts[kind], 4 * this.starts[kind] + this.lengths[kind]), this.groups[kind], figures]
    }
    this.counts.fill(0, 0, this.used * LEVEL_COUNT)
    this.slots.fill(-1)
    this.samples.clear()
    this.sparks.clear()
    this.used = 0
    this.end = 0
  }

  private isSame(kind: number, length: number): boolean {
    if (this.lengths[kind] !== length) return false
    const { words, masker } = this
    const start = this.starts[kind]
    const count = (length + 3) >>> 2
    for (let i = 0; i < count; i++) if (words[start + i] !== masker.words[i]) return false
    return true
  }

  private addKind(hash: number, length: number, group: number): number {
    const kind = this.used++
    const count = (length + 3) >>> 2
    this.words = grown(this.words, this.end + count)
    this.words.set(this.masker.words.subarray(0, count), this.end)
    this.starts[kind] = this.end
    this.lengths[kind] = length
    this.end += count
    this.hashes[kind] = hash
    this.groups[kind] = group
    this.firsts[kind] = Infinity
    this.lasts[kind] = -Infinity
    this.samples.begin(kind)
    return kind
  }
}
