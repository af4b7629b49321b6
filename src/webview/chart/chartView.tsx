import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import type { ChartData } from './chartData.ts'
import { shownChart } from './chartFeature.ts'
import { chartHeight, chartShapes, DOT, FONT_SIZE, paint, type Palette, type Shape } from './shapes.ts'

/** Pixels of a saved picture for one on the screen. */
const PNG_SCALE = 2

/** The chart of the table, above it; nothing where there is none. */
export function ChartView(): JSX.Element | null {
  const controller = useController()
  const data = useStore(controller.store, shownChart)
  return data ? <Chart data={data} /> : null
}

function Chart({ data }: { data: ChartData }): JSX.Element {
  const controller = useController()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [palette, setPalette] = useState<Palette>()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = (): void => {
      setWidth(element.clientWidth)
      setPalette(paletteOf(element))
    }
    const size = new ResizeObserver(measure)
    size.observe(element)
    // Another theme has other colours.
    const theme = new MutationObserver(measure)
    theme.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] })
    return () => {
      size.disconnect()
      theme.disconnect()
    }
  }, [])
  // In a low window rows need room too.
  const size = { width, height: chartHeight(data, width, Math.max(90, Math.min(200, Math.round(innerHeight * 0.25)))) }
  const shapes = palette && width > 0 ? chartShapes(data, size, palette) : []
  const save = (kind: 'svg' | 'png'): void => {
    const drawn = box.current?.firstElementChild
    if (!palette || !drawn) return
    // Texts of the log become those of a document: the browser escapes them.
    const picture = kind === 'svg' ? `${new XMLSerializer().serializeToString(drawn)}\n` : pngOf(shapes, size, palette)
    void controller.chart.save(picture, kind).catch((error: unknown) => controller.rows.say(error instanceof Error ? error.message : String(error)))
  }
  return (
    <section class="chart" aria-label={strings.chart.title} data-testid="chart" data-kind={data.kind}>
      <div class="chart-scroller" ref={box} tabIndex={0} role="img" aria-label={describe(data)}>
        <svg width={size.width} height={size.height} font-family={palette?.font} font-size={FONT_SIZE} aria-hidden="true">
          <rect width="100%" height="100%" fill={palette?.background} />
          {shapes.map((shape, i) => (
            <Drawn key={i} shape={shape} />
          ))}
        </svg>
      </div>
      <div class="chart-actions">
        <IconButton icon="file-media" label={strings.chart.savePng} testId="chart-png" onClick={() => save('png')} />
        <IconButton icon="code" label={strings.chart.saveSvg} testId="chart-svg" onClick={() => save('svg')} />
        <IconButton icon="close" label={strings.chart.close} testId="chart-close" onClick={() => controller.chart.toggle()} />
      </div>
    </section>
  )
}

function Drawn({ shape }: { shape: Shape }): JSX.Element {
  switch (shape.type) {
    case 'rect':
      return (
        <rect x={shape.x} y={shape.y} width={shape.width} height={shape.height} fill={shape.fill}>
          {shape.title && <title>{shape.title}</title>}
        </rect>
      )
    case 'dot':
      return (
        <circle class="chart-dot" cx={shape.x} cy={shape.y} r={DOT} fill={shape.fill} opacity={shape.alone ? 1 : 0}>
          <title>{shape.title}</title>
        </circle>
      )
    case 'line':
      return <polyline points={shape.points.map(([x, y]) => `${x},${y}`).join(' ')} fill="none" stroke={shape.stroke} stroke-width={shape.width} />
    case 'text':
      return (
        <text x={shape.x} y={shape.y} fill={shape.fill} text-anchor={shape.anchor}>
          {shape.text}
          {shape.title && <title>{shape.title}</title>}
        </text>
      )
  }
}

/** Errors are red wherever they are drawn. */
const LEVEL_COLOURS = { fatal: 'purple', error: 'red', warning: 'yellow', info: 'blue', debug: 'green', trace: 'lines' }

const COLOURS = ['blue', 'green', 'purple', 'yellow', 'red', 'foreground', 'orange', 'lines']

function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const variable = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise
  return {
    text: variable('--vscode-foreground', style.color),
    grid: variable('--vscode-editorIndentGuide-background1', variable('--vscode-widget-border', '#8884')),
    background: variable('--vscode-editor-background', '#fff'),
    font: style.fontFamily,
    series: COLOURS.map((name) => variable(`--vscode-charts-${name}`, style.color)),
    levels: Object.fromEntries(Object.entries(LEVEL_COLOURS).map(([level, name]) => [level, variable(`--vscode-charts-${name}`, style.color)])),
  }
}

/** What those hear who do not see it. */
function describe(data: ChartData): string {
  if (data.kind === 'line') return strings.chart.line({ series: data.series.map(({ name }) => name).join(', '), times: data.times.length })
  return strings.chart.bars({ name: data.series.name, rows: data.labels.length })
}

/** As base64. */
function pngOf(shapes: readonly Shape[], size: { width: number; height: number }, palette: Palette): string {
  const canvas = document.createElement('canvas')
  canvas.width = size.width * PNG_SCALE
  canvas.height = size.height * PNG_SCALE
  const context = canvas.getContext('2d')
  if (!context) return ''
  context.scale(PNG_SCALE, PNG_SCALE)
  paint(context, shapes, size, palette)
  const url = canvas.toDataURL('image/png')
  return url.slice(url.indexOf(',') + 1)
}
