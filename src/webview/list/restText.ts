/** What rows say beside their message, behind it: see engine/results/restFields.ts. */
import { REST_BORDER } from '../../common/page.ts'
import type { Span } from '../paint/spans.ts'
import { marksWithin } from '../text/segments.ts'
import { displayWidth } from './columns.ts'

const GAP = '  '
/** Less room than this is not worth looking at; what matches has so much whatever there is. */
const LEAST_ROOM = 12

export interface RestText {
  readonly text: string
  readonly marks: readonly number[]
  readonly paints: readonly Span[]
  /** What matches stands over the end of the message, which leaves no room for it. */
  readonly over: boolean
}

export interface RestOptions {
  /** Pairs of start and end of what matches the search, in UTF-16 units of the cell. */
  readonly marks: ArrayLike<number>
  /** What else is marked in it, such as matches of find. */
  readonly paints: readonly Span[]
  /** Fields that are to be seen elsewhere. */
  readonly shown: readonly string[]
  /** The query: fields that it names come before others. */
  readonly query: string
  /** Characters that there is room for, and that what matches may take where there is none. */
  readonly room: number
  readonly most: number
}

/** The fields in the cell of a page as one text: what matches first, then what is asked for, then as many others as there is room for. Undefined where there is nothing to say. */
export function restText(cell: string, { marks, paints, shown, query, room, most }: RestOptions): RestText | undefined {
  const isQuiet = cell.startsWith(REST_BORDER)
  const found: (readonly [from: number, to: number])[][] = [[], [], []]
  let from = 0
  for (const pair of cell.split(REST_BORDER)) {
    const to = from + pair.length
    const name = pair.slice(0, Math.max(0, pair.indexOf('=')))
    if (pair !== '' && !shown.some((each) => pair.startsWith(`${each}=`))) {
      const matches = marksWithin(marks, from, to).length > 0 || paints.some(({ start, end }) => start < to && end > from)
      if (matches || !isQuiet) found[matches ? 0 : query.includes(name) ? 1 : 2].push([from, to])
    }
    from = to + 1
  }
  const matching = found[0].length > 0
  const over = matching && room < LEAST_ROOM
  const result = { text: '', marks: [] as number[], paints: [] as Span[], over }
  let left = over ? Math.max(LEAST_ROOM, most) : room
  if (left < LEAST_ROOM) return undefined
  for (const [start, end] of (over ? found[0] : found.flat())) {
    const gap = result.text === '' ? '' : GAP
    left -= gap.length
    const to = start + fitting(cell.slice(start, end), left)
    if (left < LEAST_ROOM && to < end) break
    const shift = result.text.length + gap.length - start
    result.text += gap + cell.slice(start, to) + (to < end ? '…' : '')
    result.marks.push(...marksWithin(marks, start, to).map((at) => at + shift + start))
    for (const { start: first, end: last, paint } of paints) if (first < to && last > start) result.paints.push({ start: Math.max(first, start) + shift, end: Math.min(last, to) + shift, paint })
    left -= displayWidth(cell.slice(start, to))
    if (to < end) break
  }
  return result.text === '' ? undefined : result
}

/** Of a text so much as there is room for, with a character for what says that it is cut. */
function fitting(text: string, room: number): number {
  if (displayWidth(text) <= room) return text.length
  let width = 1
  let at = 0
  while (at < text.length && (width += displayWidth(text[at])) <= room) at++
  return at > 0 && /[\ud800-\udbff]/.test(text[at - 1]) ? at - 1 : at
}
