/**
 * The values that come most often of a field with too many to be counted, in bounded memory: counters as Misra and Gries have them ("Finding repeated elements", 1982), which
 * say the same as those of Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent and top-k elements in data streams", 2005), and of which two sets can be
 * merged (Agarwal et al.: "Mergeable summaries", 2012). Counters are not taken down one by one but all together when there are too many (Anderson et al.: "A high-performance algorithm
 * for identifying frequent items in data streams", 2017).
 *
 * Whenever more than 1,024 values are known, all counters are taken down by the greatest of those beyond the first 512, and those at zero are forgotten. Each time at least 513
 * counters lose as much, so what a value has lost is no more than 1 / 513 of all that was counted, in whichever order and however states are merged. `limit` may keep less.
 */
import { grown } from '../groupColumn.ts'

const MOST = 1024

export interface SavedFrequent {
  /** Texts of all values as UTF-8, one behind the other. */
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
  readonly hashes: Uint32Array
  readonly counts: Float64Array
  readonly lost: number
}

/** A value that `least` rows have, or more of them, but not more than `most`. */
export interface FrequentValue {
  readonly text: string
  readonly least: number
  readonly most: number
}

export class FrequentValues {
  /** Numbers of entries, from 1 on, where their hashes say, or behind. */
  private table = new Uint32Array(64)
  private used = 0
  private hashes = new Uint32Array(0)
  private counts = new Float64Array(0)
  /** Where the text of each entry ends; it begins where the one before ends. */
  private ends = new Uint32Array(0)
  private bytes = new Uint8Array(0)
  /** What each value may have lost at most. */
  private lost = 0
  private readonly most: number

  /** `most`: values that are known at a time. */
  constructor(most = MOST) {
    this.most = most
  }

  /** Counts a value by bytes that are its text in UTF-8. `hash`: of them. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, count: number): void {
    const { table, hashes } = this
    const mask = table.length - 1
    let slot = hash & mask
    for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
      if (hashes[entry - 1] === hash && this.isText(entry - 1, bytes, start, end)) {
        this.counts[entry - 1] += count
        return
      }
      slot = (slot + 1) & mask
    }
    table[slot] = this.append(bytes, start, end, hash, count) + 1
    if (this.used > this.most) this.forgetBut(this.most >> 1)
    else if (2 * this.used > table.length) this.enterAll(2 * table.length)
  }

  /** Keeps so few that their texts, and `each` byte for each besides, take `most` bytes at most. */
  limit(most: number, each: number): void {
    while (this.used > 0 && each * this.used + this.end > most) this.forgetBut(this.used >> 1)
    // Values may have been very long.
    if (this.bytes.length > 2 * most) this.bytes = this.bytes.slice(0, this.end)
  }

  /** Those that more than half of the rows that they may have are known of, the most frequent first. */
  values(): FrequentValue[] {
    const { lost } = this
    const entries = Array.from({ length: this.used }, (_, entry) => entry).filter((entry) => this.counts[entry] > lost)
    const view = Buffer.from(this.bytes.buffer)
    const texts = entries.map((entry): FrequentValue => {
      const least = this.counts[entry]
      return { text: view.toString('utf8', this.startOf(entry), this.ends[entry]), least, most: least + lost }
    })
    return texts.sort((a, b) => b.least - a.least || (a.text < b.text ? -1 : 1))
  }

  save(): SavedFrequent {
    const { used, lost } = this
    return {
      bytes: this.bytes.slice(0, this.end),
      ends: this.ends.slice(0, used),
      hashes: this.hashes.slice(0, used),
      counts: this.counts.slice(0, used),
      lost,
    }
  }

  merge({ bytes, ends, hashes, counts, lost }: SavedFrequent): void {
    counts.forEach((count, i) => this.add(bytes, i > 0 ? ends[i - 1] : 0, ends[i], hashes[i], count))
    this.lost += lost
  }

  /** Takes all counters down by the greatest of those that are not among the first `kept`. */
  private forgetBut(kept: number): void {
    const down = this.counts.slice(0, this.used).sort()[this.used - 1 - kept]
    this.lost += down
    const { used, bytes, ends, hashes, counts } = this
    this.used = 0
    let start = 0
    for (let entry = 0; entry < used; entry++) {
      const end = ends[entry]
      // In place: an entry does not go behind where it was.
      if (counts[entry] > down) this.append(bytes, start, end, hashes[entry], counts[entry] - down)
      start = end
    }
    this.enterAll(this.table.length)
  }

  private append(bytes: Uint8Array, start: number, end: number, hash: number, count: number): number {
    const entry = this.used++
    const from = this.startOf(entry)
    const to = from + end - start
    this.bytes = grown(this.bytes, to)
    this.ends = grown(this.ends, this.used)
    this.hashes = grown(this.hashes, this.used)
    this.counts = grown(this.counts, this.used)
    for (let i = from, at = start; i < to; ) this.bytes[i++] = bytes[at++]
    this.ends[entry] = to
    this.hashes[entry] = hash
    this.counts[entry] = count
    return entry
  }

  private enterAll(slots: number): void {
    if (slots === this.table.length) this.table.fill(0)
    else this.table = new Uint32Array(slots)
    const { table, hashes } = this
    for (let entry = 0; entry < this.used; entry++) {
      let slot = hashes[entry] & (slots - 1)
      while (table[slot] !== 0) slot = (slot + 1) & (slots - 1)
      table[slot] = entry + 1
    }
  }

  private isText(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.startOf(entry)
    if (this.ends[entry] - own !== end - start) return false
    for (let i = 0; i < end - start; i++) if (this.bytes[own + i] !== bytes[start + i]) return false
    return true
  }

  private startOf(entry: number): number {
    return entry > 0 ? this.ends[entry - 1] : 0
  }

  /** Of all texts. */
  private get end(): number {
    return this.startOf(this.used)
  }
}
