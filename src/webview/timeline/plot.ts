/** The drawing of the timeline on a canvas: bars of layers on each other, in the theme's colours, and times below them. */
import type { Timeline } from '../../common/protocol.ts'
import { bucketsOf, columnsOf, PLOT_HEIGHT, PLOT_SIDE } from './bars.ts'
import { axisLabels, axisTimes } from './times.ts'

/** CSS pixels. */
const AXIS_HEIGHT = 18
const LABEL_SPACE = 96
const TOP = 4
/** Of half a label, which stands within the plot or not at all. */
const LABEL_MARGIN = 24
const LAYERS = 4

export class TimelinePlot {
  private readonly canvas = document.createElement('canvas')
  private readonly swatches: HTMLElement
  private readonly font: string
  private timeline: Timeline
  private width: number

  /** `swatches`: elements of the colours of the layers from the top down, of the matches, and of the labels. */
  constructor(root: HTMLElement, swatches: HTMLElement, timeline: Timeline, width: number) {
    this.swatches = swatches
    this.timeline = timeline
    this.width = width
    this.font = `11px ${getComputedStyle(root).fontFamily}`
    root.append(this.canvas)
    this.draw()
  }

  show(timeline: Timeline): void {
    this.timeline = timeline
    this.draw()
  }

  resize(width: number): void {
    if (width === this.width) return
    this.width = width
    this.draw()
  }

  /** The theme has changed. */
  recolour(): void {
    this.draw()
  }

  dispose(): void {
    this.canvas.remove()
  }

  private draw(): void {
    const { canvas, width, timeline } = this
    const context = canvas.getContext('2d')
    if (!context || width <= 0) return
    const ratio = window.devicePixelRatio || 1
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(PLOT_HEIGHT * ratio)
    canvas.style.width = `${width}px`
    canvas.style.height = `${PLOT_HEIGHT}px`
    const colours = Array.from(this.swatches.children, (swatch) => getComputedStyle(swatch).color)
    const [, ...columns] = columnsOf(timeline)
    columns.slice(0, LAYERS).forEach((column, layer) => this.bars(context, ratio, column, Math.max(...columns[0], 1e-9), colours[layer]))
    // Few matches would not be seen beside all rows: they have a scale of their own.
    this.bars(context, ratio, columns[LAYERS], Math.max(...columns[LAYERS], 1e-9), colours[LAYERS])
    this.labels(context, ratio, colours[LAYERS + 1])
  }

  /** Edges lie on pixels of the screen, so that bars are as crisp as text. */
  private bars(context: CanvasRenderingContext2D, ratio: number, column: readonly number[], most: number, colour: string): void {
    const left = PLOT_SIDE * ratio
    const step = (this.canvas.width - 2 * left) / column.length
    const bottom = Math.round((PLOT_HEIGHT - AXIS_HEIGHT) * ratio)
    const room = bottom - TOP * ratio
    const gap = step >= 3 ? Math.max(1, Math.round(ratio)) : 0
    context.fillStyle = colour
    column.forEach((value, bucket) => {
      if (!(value > 0)) return
      const from = Math.round(left + bucket * step)
      const to = Math.round(left + (bucket + 1) * step)
      const height = Math.max(1, Math.round((value / most) * room))
      context.fillRect(from, bottom - height, Math.max(1, to - from - gap), height)
    })
  }

  private labels(context: CanvasRenderingContext2D, ratio: number, colour: string): void {
    const { from, width, zone } = this.timeline
    const span = bucketsOf(this.timeline) * width
    const room = this.width - 2 * PLOT_SIDE
    const { times, step } = axisTimes(from, from + span, Math.max(1, room / LABEL_SPACE), zone)
    const place = (time: number): number => PLOT_SIDE + ((time - from) / span) * room
    const inside = times.filter((time) => place(time) >= LABEL_MARGIN && place(time) <= this.width - LABEL_MARGIN)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.font = this.font
    context.textAlign = 'center'
    context.fillStyle = colour
    axisLabels(inside, step, zone).forEach((label, i) => {
      const half = context.measureText(label).width / 2
      // The first is longer than the others, as it has the date.
      context.fillText(label, Math.max(half, Math.min(this.width - half, place(inside[i]))), PLOT_HEIGHT - 5)
    })
    context.setTransform(1, 0, 0, 1, 0, 0)
  }
}
