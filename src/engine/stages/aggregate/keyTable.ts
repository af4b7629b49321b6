import { freeNow } from '../../../common/freeNow.ts'
import { hashSpan } from '../../records/fields/hash.ts'
import { ValueKind, type SpanColumn } from '../../records/spans.ts'
import { oddNumber } from './hashing.ts'
import { sameBytes, viewOf } from './sameBytes.ts'

/** Texts as plain data: in UTF-8, one behind the other. */
export interface SavedTexts {
  readonly bytes: Uint8Array
  /** Where each ends. */
  readonly ends: Uint32Array
  /** Which of them stands for no text at all; -1: none. */
  readonly none: number
}

/** Slots that are looked at: a log that is made to collide may cost no more, then texts are in a map. */
const MAX_PROBES = 32
/** Two words each: the hash, and the number + 1. */
const FIRST_SLOTS = 16
const FREE_SLOT = new Uint32Array(2)
const NO_WORDS = new Uint32Array(0)
/** With fewer all is in the caches. */
const MANY_TEXTS = 1 << 15
const NO_VIEW = new DataView(new ArrayBuffer(0))

/** Texts of which a map is kept besides: strings that come again are found there in less time. */
const MAX_SHORTCUTS = 4096
/** About what the state of a text takes besides its bytes. */
const TEXT_BYTES = 28

/**
 * Numbers texts, from 0 on, in the order in which they are added: a hash table of their UTF-8 bytes, without an object for any of them. Half a surrogate pair is U+FFFD, as where it
 * is printed.
 */
export class KeyTable {
  /** How many there are. */
  count = 0
  /** The number of no text at all; -1 as long as there is none. */
  none = -1
  bytes = Buffer.alloc(0)
  view = NO_VIEW
  /** Where each ends, and so the next one begins. */
  ends = NO_WORDS
  private end = 0
  /** One that is free, as long as nothing has been added: there may be very many tables that stay small. */
  private slots = FREE_SLOT
  private readonly factor: number
  private shortcuts: Map<string, number> | undefined
  /** Those for which there was no slot. */
  private others: Map<string, number> | undefined
  private scratch = Buffer.alloc(0)
  /** Of the rows that are looked at: the last byte of a text that may be theirs. */
  private near = NO_WORDS
  /** So that looks are not left out as useless. */
  private seen = 0
  private columnBytes: Buffer | undefined
  private columnView: DataView = NO_VIEW

  /** `factor`: an odd number that nobody who writes a log can know. */
  constructor(factor = oddNumber()) {
    this.factor = factor
  }

  startOf(id: number): number {
    return id === 0 ? 0 : this.ends[id - 1]
  }

  textOf(id: number): string | undefined {
    return id === this.none ? undefined : this.bytes.toString('utf8', this.startOf(id), this.ends[id])
  }

  /** Bytes that it takes, about. */
  get size(): number {
    return TEXT_BYTES * this.count + this.end
  }

  idOf(text: string | undefined): number {
    if (text === undefined) return this.idOfNone()
    const known = this.shortcuts?.get(text)
    if (known !== undefined) return known
    // A UTF-16 unit has at most three bytes.
    if (this.scratch.length < 3 * text.length) this.scratch = Buffer.alloc(Math.max(1024, 6 * text.length))
    const { scratch } = this
    const length = scratch.write(text)
    const id = this.idOfBytes(scratch, viewOf(scratch), 0, length, hashSpan(scratch, 0, length))
    if (this.count <= MAX_SHORTCUTS) (this.shortcuts ??= new Map()).set(text, id)
    return id
  }

  idOfNone(): number {
    if (this.none < 0) {
      this.none = this.count
      this.append(this.bytes, 0, 0)
    }
    return this.none
  }

  /**
   * Writes the numbers of rows `from` … `to` - 1 of a column, of those whose bytes are what is printed of them, up to the first that is not known or of which this is not sure: its row,
   * or `to`. `hashes`: those of hashSpans.
   */
  find(column: SpanColumn, hashes: Uint32Array, from: number, to: number, ids: Uint32Array): number {
    const { slots, ends, view: own, factor } = this
    const { bytes, starts, ends: stops, kinds } = column
    const view = this.viewInto(bytes)
    const mask = (slots.length >>> 1) - 1
    for (let row = from; row < to; row++) {
      const kind = kinds[row]
      if (kind === ValueKind.Missing) {
        if (this.none < 0) return row
        ids[row] = this.none
        continue
      }
      const start = starts[row]
      const length = stops[row] - start
      if (kind === ValueKind.Escaped || (kind === ValueKind.Number && !isPlainInteger(bytes, start, stops[row]))) return row
      const hash = hashes[row]
      let slot = slotOf(hash, factor)
      let found = -1
      for (let probe = 0; probe < MAX_PROBES; probe++, slot++) {
        const at = (slot & mask) << 1
        const id = slots[at + 1] - 1
        if (id < 0) break
        if (slots[at] !== hash) continue
        const begin = id === 0 ? 0 : ends[id - 1]
        if (ends[id] - begin !== length || !sameBytes(view, start, own, begin, length)) continue
        found = id
        break
      }
      if (found < 0) return row
      ids[row] = found
    }
    return to
  }

  /**
   * Looks at all that `find` will look at for the first `rows` rows. Where there are very many texts nothing of it is in the caches; here no look waits for the one before, as in `find`
   * it does.
   */
  fetch(hashes: Uint32Array, rows: number): void {
    if (this.count < MANY_TEXTS) return
    const { slots, ends, bytes, factor } = this
    const mask = (slots.length >>> 1) - 1
    let seen = 0
    for (let row = 0; row < rows; row++) seen ^= slots[(slotOf(hashes[row], factor) & mask) << 1]
    if (this.near.length < rows) this.near = new Uint32Array(rows)
    const { near } = this
    for (let row = 0; row < rows; row++) {
      const hash = hashes[row]
      let at = (slotOf(hash, factor) & mask) << 1
      if (slots[at] !== hash) at = (at + 2) & (2 * mask)
      const end = ends[Math.max(slots[at + 1], 1) - 1]
      near[row] = Math.max(end, 1) - 1
    }
    for (let row = 0; row < rows; row++) seen ^= bytes[near[row]]
    this.seen = seen
  }

  /** Adds the text of a row where `find` has stopped, if its bytes are what is printed of it: its number, or -1. */
  addRow(column: SpanColumn, row: number, hash: number): number {
    const { bytes, starts, ends, kinds } = column
    const kind = kinds[row]
    if (kind === ValueKind.Missing) return this.idOfNone()
    const [start, end] = [starts[row], ends[row]]
    if (kind === ValueKind.Escaped || (kind === ValueKind.Number && !isPlainInteger(bytes, start, end))) return -1
    // What is not UTF-8 is printed as other bytes.
    for (let at = start; at < end; at++) if (bytes[at] >= 0x80) return -1
    return this.idOfBytes(bytes, this.viewInto(bytes), start, end, hash)
  }

  /** All texts, or those of some numbers in that order. */
  save(ids?: Uint32Array): SavedTexts {
    const { bytes, ends, none, count } = this
    if (!ids) return { bytes: Uint8Array.prototype.slice.call(bytes, 0, this.end), ends: ends.slice(0, count), none }
    const picked = new Uint32Array(ids.length)
    let length = 0
    for (let i = 0; i < ids.length; i++) picked[i] = length += ends[ids[i]] - this.startOf(ids[i])
    const into = Buffer.from(new ArrayBuffer(length))
    const [view, from] = [viewOf(into), this.view]
    let at = 0
    for (let i = 0; i < ids.length; i++) {
      const end = ends[ids[i]]
      let next = this.startOf(ids[i])
      for (; next + 4 <= end; next += 4, at += 4) view.setUint32(at, from.getUint32(next))
      for (; next < end; next++) into[at++] = bytes[next]
    }
    return { bytes: new Uint8Array(into.buffer), ends: picked, none: none < 0 ? -1 : ids.indexOf(none) }
  }

  /** Gives its memory back; nothing can be done with it any more. */
  release(): void {
    for (const array of [this.bytes, this.ends, this.slots]) if (array !== FREE_SLOT && array !== NO_WORDS) freeNow(array)
  }

  /** The number here of each saved text. */
  merge({ bytes, ends, none }: SavedTexts): Uint32Array {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const view = viewOf(all)
    const ids = new Uint32Array(ends.length)
    let start = 0
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i]
      ids[i] = i === none ? this.idOfNone() : this.idOfBytes(all, view, start, end, hashSpan(all, start, end))
      start = end
    }
    return ids
  }

  /** A hash of each text, the same in every thread that is given the same seed: FNV-1a over its bytes, from a start that nobody who writes a log knows. */
  hashes(seed: number): Uint32Array {
    const { bytes, ends, none } = this
    const hashes = new Uint32Array(this.count)
    // Of 32 bits with a sign, as what is multiplied is: else each step would make a number of its own on the heap.
    const [first, ofNone] = [seed ^ 0x811c9dc5, seed | 0]
    let at = 0
    for (let id = 0; id < hashes.length; id++) {
      let hash = id === none ? ofNone : first
      for (const end = ends[id]; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193)
      hashes[id] = mixed(hash)
    }
    return hashes
  }

  /** Of the bytes of columns, which stay the same: a view costs as much as to find a text. */
  private viewInto(bytes: Buffer): DataView {
    if (bytes !== this.columnBytes) {
      this.columnBytes = bytes
      this.columnView = viewOf(bytes)
    }
    return this.columnView
  }

  private idOfBytes(bytes: Buffer, view: DataView, start: number, end: number, hash: number): number {
    const { slots, ends } = this
    const length = end - start
    const mask = (slots.length >>> 1) - 1
    let slot = slotOf(hash, this.factor)
    for (let probe = 0; probe < MAX_PROBES; probe++, slot++) {
      const at = (slot & mask) << 1
      const id = slots[at + 1] - 1
      if (id < 0) {
        if (4 * (this.count + 1) <= slots.length) return this.add(bytes, start, end, hash, at)
        this.enlarge()
        return this.idOfBytes(bytes, view, start, end, hash)
      }
      if (slots[at] !== hash) continue
      const begin = this.startOf(id)
      if (ends[id] - begin === length && sameBytes(view, start, this.view, begin, length)) return id
    }
    const text = bytes.toString('utf8', start, end)
    const known = this.others?.get(text)
    if (known !== undefined) return known
    const id = this.append(bytes, start, end)
    ;(this.others ??= new Map()).set(text, id)
    return id
  }

  /** Adds a text whose free slot is known. */
  private add(bytes: Buffer, start: number, end: number, hash: number, at: number): number {
    const id = this.append(bytes, start, end)
    this.slots[at] = hash
    this.slots[at + 1] = id + 1
    return id
  }

  private append(bytes: Buffer, start: number, end: number): number {
    const length = end - start
    if (this.end + length > this.bytes.length) {
      const room = Math.max(2 * this.bytes.length, this.end + length, 64)
      const larger = this.bytes.length === 0 ? new ArrayBuffer(room) : (this.bytes.buffer as ArrayBuffer).transfer(room)
      this.bytes = Buffer.from(larger)
      this.view = new DataView(larger)
    }
    if (this.count === this.ends.length) this.ends = this.count === 0 ? new Uint32Array(8) : new Uint32Array(this.ends.buffer.transfer(8 * this.count))
    const own = this.bytes
    if (length > 64) bytes.copy(own, this.end, start, end)
    else for (let from = start, to = this.end; from < end; from++, to++) own[to] = bytes[from]
    this.end += length
    this.ends[this.count] = this.end
    return this.count++
  }

  private enlarge(): void {
    const { slots: before, factor } = this
    const slots = new Uint32Array(Math.max(2 * FIRST_SLOTS, 2 * before.length))
    const mask = (slots.length >>> 1) - 1
    this.slots = slots
    const enter = (hash: number, id: number): boolean => {
      let slot = slotOf(hash, factor)
      for (let probe = 0; probe < MAX_PROBES; probe++, slot++) {
        const at = (slot & mask) << 1
        if (slots[at + 1] !== 0) continue
        slots[at] = hash
        slots[at + 1] = id + 1
        return true
      }
      return false
    }
    const homeless: number[] = []
    for (let at = 0; at < before.length; at += 2) if (before[at + 1] !== 0 && !enter(before[at], before[at + 1] - 1)) homeless.push(before[at + 1] - 1)
    if (before !== FREE_SLOT) freeNow(before)
    // Those that had none may have one now, and nobody would look into the map then.
    for (const [text, id] of this.others ?? []) if (enter(hashSpan(this.bytes, this.startOf(id), this.ends[id]), id)) this.others!.delete(text)
    for (const id of homeless) (this.others ??= new Map()).set(this.textOf(id)!, id)
  }
}

/** Texts that were saved, one by one. */
export function savedText({ bytes, ends, none }: SavedTexts, index: number): string | undefined {
  if (index === none) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index])
}

const ZERO = 0x30
const MINUS = 0x2d

/** A number whose digits are those that are printed. */
function isPlainInteger(bytes: Buffer, start: number, end: number): boolean {
  const from = bytes[start] === MINUS ? start + 1 : start
  if (from === end) return false
  if (bytes[from] === ZERO) return end === start + 1
  for (let at = from; at < end; at++) if (bytes[at] < ZERO || bytes[at] > ZERO + 9) return false
  return true
}

/** Where to look first, before it is cut to the size of the table. */
function slotOf(hash: number, factor: number): number {
  return Math.imul(hash, factor) >>> 8
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  return (once ^ (once >>> 15)) >>> 0
}
