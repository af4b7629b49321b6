/**
 * Dates of numbers, whose day or whose month may come first: `03/04/2026`. Formats that can have such stamps list the layouts of both
 * orders, and those of one order come before the others: so that which no order but one can be is read by that one.
 */
import type { Format, TimeLayout } from './format.ts'

export type DayOrder = 'mdy' | 'dmy'

const DATE = /(%-?m)([/-])(%-?d)(?=\2%[Yy])|(%-?d)([/-])(%-?m)(?=\5%[Yy])/

/**
 * Layouts of dates with slashes, with the month first where nothing else shows; `gap`: what stands before the time of day.
 * Those of 12-hour clocks come first: of the others they would be a beginning.
 */
export function slashedTimes(gap: string): readonly string[] {
  const clocks = ['%I:%M:%S%f %p', '%I:%M %p', '%-H:%M:%S%f', '%-H:%M']
  return clocks.flatMap((clock) => ['%-m/%-d/%Y', '%-d/%-m/%Y'].map((date) => `${date}${gap}${clock}`))
}

/** The order of day and month in a layout; undefined where they are not numbers with a slash or a dash between them, and the year behind. */
export function orderOf(layout: TimeLayout): DayOrder | undefined {
  const found = layout.kind === 'text' ? DATE.exec(layout.text) : null
  return found ? (found[1] === undefined ? 'dmy' : 'mdy') : undefined
}

/** The layout with day and month in the other order. */
function otherOrder(text: string): string {
  return text.replace(DATE, (_, month?: string, slash?: string, day?: string, first?: string, other?: string, second?: string) =>
    month === undefined ? `${second}${other}${first}` : `${day}${slash}${month}`,
  )
}

/** Whether a format has stamps that the order of their days has to be found out for. */
export function hasEitherOrder({ time }: Format): boolean {
  const layouts = time?.layouts ?? []
  return layouts.some((layout) => twinOf(layout, layouts) !== undefined)
}

/** The format with stamps of one order tried first, or only (`alone`): of layouts that it has in both. */
export function withDayOrder(format: Format, order: DayOrder, alone = false): Format {
  const { time, layout } = format
  if (!time) return format
  const inOrder = (layouts: readonly TimeLayout[]): readonly TimeLayout[] =>
    layouts.flatMap((each, at) => {
      const twin = twinOf(each, layouts)
      if (!twin) return [each]
      // Of a pair the first place is that of the order that is wanted.
      const [first, second] = orderOf(each) === order ? [each, twin] : [twin, each]
      if (layouts.indexOf(twin) < at) return alone ? [] : [second]
      return [first]
    })
  return {
    ...format,
    time: { ...time, layouts: inOrder(time.layouts) },
    ...(layout.kind === 'template' ? { layout: { ...layout, stamps: inOrder(layout.stamps) } } : {}),
  }
}

/** The format with its other stamps only; undefined where it has none. */
export function withoutEitherOrder(format: Format): Format | undefined {
  const { time, layout } = format
  const layouts = time?.layouts.filter((each) => twinOf(each, time.layouts) === undefined) ?? []
  if (!time || layouts.length === 0) return undefined
  return { ...format, time: { ...time, layouts }, ...(layout.kind === 'template' ? { layout: { ...layout, stamps: layouts } } : {}) }
}

function twinOf(layout: TimeLayout, layouts: readonly TimeLayout[]): TimeLayout | undefined {
  if (layout.kind !== 'text' || orderOf(layout) === undefined) return undefined
  const other = otherOrder(layout.text)
  return layouts.find((each) => each.kind === 'text' && each.text === other)
}
