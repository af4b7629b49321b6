/** The numbers of a timeline as its drawing and its reader need them. */
import { LEVELS } from '../../common/page.ts'
import type { Timeline } from '../../common/protocol.ts'
import { formatCount } from '../status/format.ts'
import { strings } from '../strings.ts'
import { rangeText } from './times.ts'

/** CSS pixels: of all, and of the room beside the plot, where the labels of its ends go. */
export const PLOT_HEIGHT = 68
export const PLOT_SIDE = 12

/** What levels are drawn as, from the bottom up. */
const LAYERS: readonly (readonly string[])[] = [['fatal', 'error'], ['warning'], ['info'], ['debug', 'trace', '']]
const LAYER_OF = LEVELS.map((level) => LAYERS.findIndex((levels) => levels.includes(level)))

export function bucketsOf({ counts }: Timeline): number {
  return counts.length / LEVELS.length
}

export function startOf({ from, width }: Timeline, bucket: number): number {
  return from + bucket * width
}

/** Where a time is, 0 to 1. */
export function placeOf(timeline: Timeline, time: number): number {
  const span = bucketsOf(timeline) * timeline.width
  return span > 0 ? Math.max(0, Math.min(1, (time - timeline.from) / span)) : 0
}

/** Columns for the plot: where each bucket begins; how high the layers are together, from all of them down to the last alone; the matches. */
export function columnsOf(timeline: Timeline): number[][] {
  const { counts, matches } = timeline
  const buckets = bucketsOf(timeline)
  const layers = LAYERS.map(() => new Array<number>(buckets).fill(0))
  for (let bucket = 0; bucket < buckets; bucket++) {
    for (let level = 0; level < LEVELS.length; level++) {
      const count = counts[bucket * LEVELS.length + level]
      for (let layer = LAYER_OF[level]; layer < LAYERS.length; layer++) layers[layer][bucket] += count
    }
  }
  return [Array.from({ length: buckets }, (_, bucket) => startOf(timeline, bucket)), ...layers.toReversed(), matches ? [...matches] : new Array<number>(buckets).fill(0)]
}

/** A number that blocks have been spread for: what is less than one is some. */
function countText(count: number): string {
  return count > 0 && count < 1 ? '<1' : formatCount(Math.round(count))
}

/** The time of some buckets, and how many rows of which level they have. */
export function describeBuckets(timeline: Timeline, first: number, last: number): { readonly time: string; readonly counts: readonly string[] } {
  const { counts, matches, width, zone } = timeline
  const sums = LEVELS.map(() => 0)
  let matched = 0
  for (let bucket = first; bucket <= last; bucket++) {
    for (let level = 0; level < LEVELS.length; level++) sums[level] += counts[bucket * LEVELS.length + level]
    matched += matches?.[bucket] ?? 0
  }
  const all = sums.reduce((sum, count) => sum + count, 0)
  const texts = matches ? [strings.timeline.matches({ matches: countText(matched), all: countText(all) })] : [strings.timeline.rows({ count: all < 1 ? 0 : Math.round(all), rows: countText(all) })]
  for (let level = LEVELS.length - 1; level > 0; level--) if (sums[level] > 0) texts.push(`${LEVELS[level]} ${countText(sums[level])}`)
  return { time: rangeText(startOf(timeline, first), startOf(timeline, last + 1), width, zone), counts: texts }
}

/** A part of the time around a moment, `factor` times as long as what is shown; undefined: all of it. */
export function zoomed(timeline: Timeline, around: number, factor: number): { from: number; to: number } | undefined {
  const { from, width, least = from, greatest = from } = timeline
  const span = bucketsOf(timeline) * width
  const place = placeOf(timeline, around)
  const next = Math.max(10, span * factor)
  const start = Math.max(least, around - place * next)
  const end = Math.min(greatest, around - place * next + next)
  return start <= least && end >= greatest ? undefined : { from: Math.min(start, end), to: end }
}
