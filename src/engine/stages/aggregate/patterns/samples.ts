/** Example messages of each kind, as bytes: the earliest different ones, of equals the least. */
import type { Sample } from './figures.ts'

/** Bytes of an example that are kept. */
const MAX_SAMPLE = 1024

interface Kept {
  readonly bytes: Buffer
  readonly time: number
}

export class SampleTable {
  private readonly most: number
  /** By kind, in their order. */
  private readonly kept: Kept[][] = []
  /** Later messages of a kind are none of its examples: most messages take no more than this look. */
  private readonly limits: Float64Array

  /** `most`: examples of each kind. */
  constructor(kinds: number, most: number) {
    this.most = most
    this.limits = new Float64Array(kinds)
  }

  begin(kind: number): void {
    this.kept[kind] = []
    this.limits[kind] = this.most > 0 ? Infinity : -Infinity
  }

  clear(): void {
    this.kept.length = 0
  }

  of(kind: number): readonly Sample[] {
    return this.kept[kind].map(({ bytes, time }) => ({ text: bytes.toString('latin1'), time }))
  }

  /** Looks at the message bytes[start, end) of a kind; `time`: NaN for none. */
  look(kind: number, bytes: Buffer, start: number, end: number, time: number): void {
    if (time > this.limits[kind] || this.most === 0) return
    this.keep(kind, bytes, start, sampleEnd(bytes, start, end), Number.isNaN(time) ? Infinity : time)
  }

  private keep(kind: number, bytes: Buffer, start: number, end: number, time: number): void {
    const kept = this.kept[kind]
    let at = kept.length
    if (at === this.most && !isBefore(bytes, start, end, time, kept[at - 1])) return
    while (at > 0 && isBefore(bytes, start, end, time, kept[at - 1])) at--
    // Among equal times the same text would be just before.
    for (let i = 0; i < at; i++) if (bytes.compare(kept[i].bytes, 0, kept[i].bytes.length, start, end) === 0) return
    const again = kept.findIndex((each, i) => i >= at && bytes.compare(each.bytes, 0, each.bytes.length, start, end) === 0)
    if (again >= 0) kept.splice(again, 1)
    kept.splice(at, 0, { bytes: Buffer.from(bytes.subarray(start, end)), time })
    if (kept.length > this.most) kept.pop()
    if (kept.length === this.most) this.limits[kind] = kept[kept.length - 1].time
  }
}

/** Of a long message the end of its last whole character within MAX_SAMPLE. */
function sampleEnd(bytes: Buffer, start: number, end: number): number {
  if (end - start <= MAX_SAMPLE) return end
  let at = start + MAX_SAMPLE
  while (at > start + MAX_SAMPLE - 4 && (bytes[at] & 0xc0) === 0x80) at--
  return at
}

function isBefore(bytes: Buffer, start: number, end: number, time: number, other: Kept): boolean {
  return time < other.time || (time === other.time && bytes.compare(other.bytes, 0, other.bytes.length, start, end) < 0)
}
