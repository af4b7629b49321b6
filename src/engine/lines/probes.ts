import { frequency, type ByteSet } from './byteSet.ts'

/** Bytes that are looked at to choose. */
const SAMPLE_BYTES = 4096

/** Bytes like those that are going to be searched. */
export interface Sample {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
}

/**
 * Positions at which to look first for a run of bytes whose byte `i` is in `sets[i]`, each the one that lets the least through of what the ones
 * before it do, in a sample from the middle. As many as there are positions, at most `count`.
 */
export function chooseProbes(sets: readonly ByteSet[], count: number, { bytes, from, to }: Sample): number[] {
  const last = to - sets.length
  const first = Math.max(from, Math.floor((from + last - SAMPLE_BYTES) / 2))
  const end = Math.min(last + 1, first + SAMPLE_BYTES)
  const often = new Uint32Array(256)
  for (let at = first; at < end; at++) often[bytes[at]]++
  const rarity = sets.map(frequency)
  const chosen: number[] = []
  let places: Uint32Array | undefined
  while (chosen.length < Math.min(count, sets.length)) {
    let best = -1
    let least = Infinity
    for (let position = 0; position < sets.length; position++) {
      if (chosen.includes(position)) continue
      const through = places ? countAt(bytes, places, position, sets[position]) : countAll(often, sets[position])
      // Of those that let nothing through in so few bytes, the one that is rare in general.
      if (through + rarity[position] < least) [best, least] = [position, through + rarity[position]]
    }
    chosen.push(best)
    places = placesOf(bytes, places ?? every(first, end), best, sets[best])
  }
  return chosen
}

function countAll(often: Uint32Array, set: ByteSet): number {
  let count = 0
  for (let byte = 0; byte < 256; byte++) count += set[byte] * often[byte]
  return count
}

function countAt(bytes: Uint8Array, places: Uint32Array, position: number, set: ByteSet): number {
  let count = 0
  for (let i = 0; i < places.length; i++) count += set[bytes[places[i] + position]]
  return count
}

function every(from: number, to: number): Uint32Array {
  const places = new Uint32Array(Math.max(0, to - from))
  for (let i = 0; i < places.length; i++) places[i] = from + i
  return places
}

function placesOf(bytes: Uint8Array, places: Uint32Array, position: number, set: ByteSet): Uint32Array {
  const kept = new Uint32Array(places.length)
  let count = 0
  for (let i = 0; i < places.length; i++) if (set[bytes[places[i] + position]] === 1) kept[count++] = places[i]
  return kept.subarray(0, count)
}
