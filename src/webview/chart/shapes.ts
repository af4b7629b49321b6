/** A chart as shapes on a plane, which SVG and a canvas draw alike: what is saved is what was seen. */
import type { ChartData, Series } from './chartData.ts'
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
  | { readonly type: 'line'; readonly points: readonly (readonly [number, number])[]; readonly stroke: string; readonly width: number }
  | { readonly type: 'dot'; readonly x: number; readonly y: number; readonly fill: string; readonly title: string }
  | { readonly type: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly fill: string; readonly anchor: 'start' | 'middle' | 'end' }

export interface Size {
  readonly width: number
  readonly height: number
}

export const FONT_SIZE = 11
/** Of a letter, about. */
const LETTER = 6.2
const LEGEND = 18
const AXIS = 20
const BAR_ROW = 18
const LONGEST_LABEL = 40
/** Room for the buttons at the right of the first bars. */
const BUTTONS = 90

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

function label(value: number): string {
  const size = Math.abs(value)
  return size > 0 && (size < 1e-4 || size >= 1e12) ? value.toExponential(2) : number.format(value)
}

export function chartShapes(data: ChartData, { width, height }: Size, palette: Palette): readonly Shape[] {
  return data.kind === 'line' ? lineShapes(data, width, height, palette) : barShapes(data, width, palette)
}

/** Pixels that a chart needs: bars have a row each. */
export function chartHeight(data: ChartData): number {
  return data.kind === 'line' ? 200 : data.labels.length * BAR_ROW + 8
}

function lineShapes({ times, series }: Extract<ChartData, { kind: 'line' }>, width: number, height: number, palette: Palette): Shape[] {
  const values = series.flatMap((each) => each.values.filter((value) => value !== undefined))
  const scale = ticks(Math.min(...values, 0), Math.max(...values, 0), 4)
  const [low, high] = [scale[0], scale[scale.length - 1]]
  const left = Math.max(...scale.map((tick) => label(tick).length)) * LETTER + 14
  const [top, right, bottom] = [LEGEND + 6, width - 12, height - AXIS]
  const span = times[times.length - 1] - times[0]
  const x = (time: number): number => (span === 0 ? (left + right) / 2 : left + ((time - times[0]) / span) * (right - left))
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top)
  const shapes: Shape[] = []
  for (const tick of scale) {
    shapes.push({ type: 'line', points: [[left, y(tick)], [right, y(tick)]], stroke: palette.grid, width: 1 })
    shapes.push({ type: 'text', x: left - 6, y: y(tick) + 4, text: label(tick), fill: palette.text, anchor: 'end' })
  }
  const labels = timeLabels(times[0], times[times.length - 1], Math.max(2, Math.floor((right - left) / 110)))
  for (const { time, text, anchor } of labels) shapes.push({ type: 'text', x: x(time), y: height - 6, text, fill: palette.text, anchor })
  const colour = (name: string, i: number): string => palette.levels[name] ?? palette.series[i % palette.series.length]
  series.forEach((each, i) => shapes.push(...lineOf(each, times, x, y, colour(each.name, i))))
  let at = left
  series.forEach(({ name }, i) => {
    const legend = cut(name)
    shapes.push({ type: 'rect', x: at, y: 6, width: 10, height: 10, fill: colour(name, i) })
    shapes.push({ type: 'text', x: at + 15, y: 15, text: legend, fill: palette.text, anchor: 'start' })
    at += legend.length * LETTER + 32
  })
  return shapes
}

/** A line breaks where there is no value; a value that stands alone is a dot. */
function lineOf({ name, values }: Series, times: readonly number[], x: (time: number) => number, y: (value: number) => number, stroke: string): Shape[] {
  const shapes: Shape[] = []
  let points: [number, number][] = []
  const end = (): void => {
    if (points.length > 1) shapes.push({ type: 'line', points, stroke, width: 1.5 })
    points = []
  }
  values.forEach((value, i) => {
    if (value === undefined) return end()
    const point: [number, number] = [x(times[i]), y(value)]
    points.push(point)
    const title = `${new Date(times[i]).toISOString()} · ${name}: ${label(value)}`
    shapes.push({ type: 'dot', x: point[0], y: point[1], fill: stroke, title })
  })
  end()
  return shapes
}

function barShapes({ labels, series }: Extract<ChartData, { kind: 'bars' }>, width: number, palette: Palette): Shape[] {
  const most = Math.max(...series.values.map((value) => Math.abs(value ?? 0)), Number.MIN_VALUE)
  const texts = series.values.map((value) => (value === undefined ? '' : label(value)))
  const left = Math.min(width / 2, Math.max(...labels.map((label) => cut(label).length)) * LETTER + 16)
  const right = width - Math.max(...texts.map(({ length }) => length)) * LETTER - 18 - BUTTONS
  return labels.flatMap((name, i): Shape[] => {
    const top = 4 + i * BAR_ROW
    const bar = (Math.abs(series.values[i] ?? 0) / most) * Math.max(1, right - left)
    return [
      { type: 'text', x: left - 6, y: top + 13, text: cut(name), fill: palette.text, anchor: 'end' },
      { type: 'rect', x: left, y: top + 2, width: Math.max(1, bar), height: BAR_ROW - 4, fill: palette.levels[name] ?? palette.series[0], title: `${name} · ${series.name}: ${texts[i]}` },
      { type: 'text', x: left + bar + 6, y: top + 13, text: texts[i], fill: palette.text, anchor: 'start' },
    ]
  })
}

function cut(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text
}

/** Times along the axis: the first and the last, and some between. */
function timeLabels(first: number, last: number, count: number): readonly { time: number; text: string; anchor: 'start' | 'middle' | 'end' }[] {
  if (first === last) return [{ time: first, text: shortTime(first, true), anchor: 'middle' }]
  const days = last - first >= 24 * 3600_000
  return Array.from({ length: count }, (_, i) => {
    const time = first + ((last - first) * i) / (count - 1)
    return { time, text: shortTime(time, days || i === 0), anchor: i === 0 ? 'start' : i === count - 1 ? 'end' : 'middle' } as const
  })
}

function shortTime(time: number, withDate: boolean): string {
  const iso = new Date(time).toISOString()
  return withDate ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(11, 19)
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The shapes as an SVG document of its own. */
export function svgOf(shapes: readonly Shape[], { width, height }: Size, { background, font }: Palette): string {
  const body = shapes.map((shape) => {
    switch (shape.type) {
      case 'rect':
        return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" fill="${escape(shape.fill)}"/>`
      case 'dot':
        return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="2" fill="${escape(shape.fill)}"/>`
      case 'line':
        return `<polyline points="${shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}" fill="none" stroke="${escape(shape.stroke)}" stroke-width="${shape.width}"/>`
      case 'text':
        return `<text x="${round(shape.x)}" y="${round(shape.y)}" fill="${escape(shape.fill)}" text-anchor="${shape.anchor}">${escape(shape.text)}</text>`
    }
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escape(font)}" font-size="${FONT_SIZE}"><rect width="100%" height="100%" fill="${escape(background)}"/>${body.join('')}</svg>\n`
}

const round = (value: number): number => Math.round(value * 10) / 10

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
      if (shape.type === 'dot') context.arc(shape.x, shape.y, 2, 0, 2 * Math.PI)
      else shape.points.forEach(([x, y]) => context.lineTo(x, y))
      if (shape.type === 'dot') context.fill()
      else {
        context.strokeStyle = shape.stroke
        context.lineWidth = shape.width
        context.stroke()
      }
    }
  }
}
