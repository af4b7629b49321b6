import type { JSX } from 'preact'
import { useEffect, useReducer, useRef } from 'preact/hooks'
import { useStore } from '../store.ts'
import { useController } from '../ui/context.ts'
import { slicesOf } from './overviewFeature.ts'

const NOTHING = { matches: [], errors: [], warnings: [], known: 0, places: [] }
/** Of a mark, in pixels. */
const LEAST_HEIGHT = 2

/** Marks beside the scrollbar, as in the overview ruler of editors: bookmarks at the left, matches in the middle, errors and warnings at the right. */
export function Strip({ height }: { height: number }): JSX.Element {
  const { store } = useController()
  const overview = useStore(store, (model) => model.overview)
  const marks = useStore(store, (model) => model.find.marks)
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useTheme()
  useEffect(() => {
    if (canvas.current) draw(canvas.current, height, slicesOf(overview ?? { ...NOTHING, matches: new Array<number>(Math.max(1, height >> 1)).fill(0) }, marks))
  }, [overview, marks, height, theme])
  return <canvas ref={canvas} class="strip" aria-hidden="true" data-testid="strip" />
}

/** Another number for each theme. */
function useTheme(): number {
  const [theme, change] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const observer = new MutationObserver(() => change(undefined))
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] })
    return () => observer.disconnect()
  }, [])
  return theme
}

function draw(canvas: HTMLCanvasElement, height: number, { matches, errors, warnings, places }: ReturnType<typeof slicesOf>): void {
  // For whoever has to know that it is painted.
  canvas.dataset.marks = JSON.stringify({ matches: count(matches), errors: count(errors), warnings: count(warnings), bookmarks: places.length })
  canvas.width = 0
  // Sizes and colours are asked for only where there is something to paint: that holds up the start.
  if (![...matches, ...errors, ...warnings, ...places].some((on) => on !== false)) return
  const context = canvas.getContext('2d')
  const width = canvas.clientWidth
  if (!context || width === 0) return
  const scale = devicePixelRatio
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  context.scale(scale, scale)
  const style = getComputedStyle(canvas)
  const paint = (color: string, left: number, right: number, top: number, bottom: number): void => {
    context.fillStyle = style.getPropertyValue(color)
    context.fillRect(Math.round(left * width), top, Math.round(right * width) - Math.round(left * width), Math.max(LEAST_HEIGHT, bottom - top))
  }
  const paintAll = (slices: readonly boolean[], color: string, left: number, right: number): void => {
    const step = height / slices.length
    slices.forEach((on, i) => on && paint(color, left, right, i * step, (i + 1) * step))
  }
  paintAll(warnings, '--strip-warning', 0.66, 1)
  paintAll(errors, '--strip-error', 0.66, 1)
  paintAll(matches, '--strip-match', 0.33, 0.66)
  for (const place of places) paint('--strip-bookmark', 0, 0.33, Math.min(height - LEAST_HEIGHT, place * height), 0)
}

function count(slices: readonly boolean[]): number {
  return slices.filter((on) => on).length
}
