/** A chart as shapes on a plane, which the page's SVG and a canvas draw alike: what is saved is what was seen. */
import { axisLabels, axisTimes } from '../timeline/times.ts'
import type { ChartData, Series } from './chartData.ts'
import { shortNumber, strings } from '../strings.ts'
import { differAtEnd, shortened } from '../text/shortened.ts'
import { plainly } from '../text/symbols.ts'
import { ticks } from './chartData.ts'

export interface Palette {
  readonly text: string
  readonly grid: string
  readonly background: string
  readonly font: string
  /** Of the series, used again from the start where there are more. */
  readonly series: readonly string[]
  /** Of series that are named as levels are. */
  readonly levels: Readonly<Record<string, string>>
}

export type Shape =
  | { readonly type: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly fill: string; readonly title?: string }
  | { readonly type: 'line'; readonly points: readonly (readonly [x: number, y: number, ...unknown[]])[]; readonly stroke: string; readonly width: number }
  /** Of a value; `alone`: no line comes there, so it is seen also where nobody points at it. */
  | { readonly type: 'dot'; readonly x: number; readonly y: number; readonly fill: string; readonly title: string; readonly alone: boolean }
  | { readonly type: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly fill: string; readonly anchor: 'start' | 'middle' | 'end'; readonly title?: string }

export interface Size {
  readonly width: number
  readonly height: number
}

export const FONT_SIZE = 11
/** Of a letter, about. */
const LETTER = 6.2
const LEGEND = 18
const LEGEND_LEFT = 14
const AXIS = 20
const BAR_ROW = 18
const LONGEST_LABEL = 40
/** Radius of a value's dot, in pixels. */
export const DOT = 4
/** Room for the buttons at the right of the legend, and of the first bars. */
const BUTTONS = 90

function label(value: number): string {
  const size = Math.abs(value)
  return size > 0 && (size < 1e-4 || size >= 1e12) ? value.toExponential(2) : shortNumber(value)
}

export function chartShapes(data: ChartData, { width, height }: Size, palette: Palette): readonly Shape[] {
  return data.kind === 'line' ? lineShapes(data, width, height, palette) : barShapes(data, width, palette)
}

/** Pixels that a chart needs: bars have a row each, lines `most` and what a legend of several rows takes besides. */
export function chartHeight(data: ChartData, width: number, most = 200): number {
  return data.kind === 'line' ? most + (legendOf(data.series, width).rows - 1) * LEGEND : data.labels.length * BAR_ROW + 8
}

/** Where the names of lines stand, in as many rows as they need. */
function legendOf(series: readonly Series[], width: number): { readonly rows: number; readonly places: readonly { readonly text: string; readonly x: number; readonly row: number }[] } {
  let [x, row] = [LEGEND_LEFT, 0]
  const names = labelsOf(series.map(({ name }) => name), LONGEST_LABEL)
  const places = names.map((text) => {
    const needs = text.length * LETTER + 32
    if (x > LEGEND_LEFT && x + needs > width - BUTTONS) [x, row] = [LEGEND_LEFT, row + 1]
    x += needs
    return { text, x: x - needs, row }
  })
  return { rows: row + 1, places }
}

function lineShapes({ times, series }: Extract<ChartData, { kind: 'line' }>, width: number, height: number, palette: Palette): Shape[] {
  const values = series.flatMap((each) => each.values.filter((value) => value !== undefined))
  const scale = ticks(Math.min(...values, 0), Math.max(...values, 0), Math.ceil(height / 50))
  const [low, high] = [scale[0], scale[scale.length - 1]]
  const left = Math.max(...scale.map((tick) => label(tick).length)) * LETTER + 14
  const legend = legendOf(series, width)
  // The buttons are higher than a row of the legend.
  const [top, right, bottom] = [legend.rows * LEGEND + 14, width - 12, height - AXIS]
  const span = times[times.length - 1] - times[0]
  const x = (time: number): number => (span === 0 ? (left + right) / 2 : left + ((time - times[0]) / span) * (right - left))
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top)
  const shapes: Shape[] = []
  for (const tick of scale) {
    shapes.push({ type: 'line', points: [[left, y(tick)], [right, y(tick)]], stroke: palette.grid, width: 0.5 })
    shapes.push({ type: 'text', x: left - 6, y: y(tick) + 4, text: label(tick), fill: palette.text, anchor: 'end' })
  }
  const axis = axisTimes(times[0], times[times.length - 1], Math.max(2, Math.floor((right - left) / 110)), undefined)
  axisLabels(axis.times, span === 0 ? 60_000 : axis.step, undefined).forEach((text, i) => {
    const half = (text.length * LETTER) / 2
    shapes.push({ type: 'text', x: Math.max(half, Math.min(width - half, x(axis.times[i]))), y: height - 6, text, fill: palette.text, anchor: 'middle' })
  })
  const colour = (name: string, i: number): string => palette.levels[name] ?? palette.series[i % palette.series.length]
  series.forEach((each, i) => shapes.push(...lineOf(each, times, x, y, colour(each.name, i))))
  legend.places.forEach((place, i) => {
    const y = 6 + place.row * LEGEND
    shapes.push({ type: 'rect', x: place.x, y, width: 10, height: 10, fill: colour(series[i].name, i) })
    shapes.push({ type: 'text', x: place.x + 15, y: y + 9, text: place.text, fill: palette.text, anchor: 'start' })
  })
  return shapes
}

/** A line breaks where there is no value; a value that stands alone is a dot. */
function lineOf({ name, values }: Series, times: readonly number[], x: (time: number) => number, y: (value: number) => number, stroke: string): Shape[] {
  const shapes: Shape[] = []
  let points: [x: number, y: number, title: string][] = []
  const end = (): void => {
    const alone = points.length === 1
    if (points.length > 1) shapes.push({ type: 'line', points, stroke, width: 1.5 })
    for (const [x, y, title] of points) shapes.push({ type: 'dot', x, y, fill: stroke, title, alone })
    points = []
  }
  values.forEach((value, i) => {
    if (value === undefined) end()
    else points.push([x(times[i]), y(value), `${new Date(times[i]).toISOString()} · ${name}: ${label(value)}`])
  })
  end()
  return shapes
}

function barShapes({ labels, series }: Extract<ChartData, { kind: 'bars' }>, width: number, palette: Palette): Shape[] {
  const most = Math.max(...series.values.map((value) => Math.abs(value ?? 0)), Number.MIN_VALUE)
  const texts = series.values.map((value) => (value === undefined ? '' : label(value)))
  const names = labelsOf(labels, Math.min(LONGEST_LABEL, (width / 2 - 16) / LETTER))
  const left = Math.max(...names.map(({ length }) => length)) * LETTER + 16
  const right = width - Math.max(...texts.map(({ length }) => length)) * LETTER - 18 - BUTTONS
  return labels.flatMap((name, i): Shape[] => {
    const top = 4 + i * BAR_ROW
    const bar = (Math.abs(series.values[i] ?? 0) / most) * Math.max(1, right - left)
    return [
      { type: 'text', x: left - 6, y: top + 13, text: names[i], fill: palette.text, anchor: 'end', title: name },
      { type: 'rect', x: left, y: top + 2, width: Math.max(1, bar), height: BAR_ROW - 4, fill: palette.levels[name] ?? palette.series[0], title: `${name} · ${series.name}: ${texts[i]}` },
      { type: 'text', x: left + bar + 6, y: top + 13, text: texts[i], fill: palette.text, anchor: 'start' },
    ]
  })
}

/** Names as they are shown: as much of each as tells it from the others. */
function labelsOf(names: readonly string[], room: number): readonly string[] {
  const end = differAtEnd(names, room)
  return names.map((name) => plainly(shortened(name, room, end)) || strings.facets.empty)
}

/** Draws the shapes on a canvas. */
export function paint(context: CanvasRenderingContext2D, shapes: readonly Shape[], { width, height }: Size, { background, font }: Palette): void {
  context.fillStyle = background
  context.fillRect(0, 0, width, height)
  context.font = `${FONT_SIZE}px ${font}`
  for (const shape of shapes) {
    context.fillStyle = shape.type === 'line' ? shape.stroke : shape.fill
    if (shape.type === 'rect') context.fillRect(shape.x, shape.y, shape.width, shape.height)
    else if (shape.type === 'text') {
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor
      context.fillText(shape.text, shape.x, shape.y)
    } else {
      context.beginPath()
      if (shape.type === 'line') {
        shape.points.forEach(([x, y]) => context.lineTo(x, y))
        context.strokeStyle = shape.stroke
        context.lineWidth = shape.width
        context.stroke()
      } else if (shape.alone) {
        context.arc(shape.x, shape.y, DOT, 0, 2 * Math.PI)
        context.fill()
      }
    }
  }
}
