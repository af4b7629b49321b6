/** Sizes that only the page knows. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PanelSettings } from '../../common/panelProtocol.ts'
import type { RunResult } from '../../common/protocol.ts'
import type { ScrollState } from '../scroll/state.ts'

export interface Metrics {
  /** Of the part of the list that scrolls sideways, in pixels. */
  readonly width: number
  /** For rows, below the header. */
  readonly rowsHeight: number
  /** Of one character of the list's font. */
  readonly charWidth: number
}

export const HEADER_HEIGHT = 26

export function useMetrics(scroller: RefObject<HTMLElement | null>, settings: PanelSettings): Metrics {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const charWidth = useCharWidth(settings)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const read = (): void => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
    }
    const observer = new ResizeObserver(read)
    observer.observe(element)
    read()
    return () => observer.disconnect()
  }, [scroller])
  return { width: size.width, rowsHeight: Math.max(0, size.height - HEADER_HEIGHT), charWidth }
}

function useCharWidth({ fontFamily, fontSize }: PanelSettings): number {
  const [width, setWidth] = useState(fontSize * 0.6)
  useEffect(() => {
    const measure = (): void => {
      const family = fontFamily || getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-font-family')
      const context = document.createElement('canvas').getContext('2d')
      if (!context) return
      context.font = `${fontSize}px ${family || 'monospace'}`
      const measured = context.measureText('0'.repeat(100)).width / 100
      if (measured > 0) setWidth(measured)
    }
    measure()
    void document.fonts.ready.then(measure)
  }, [fontFamily, fontSize])
  return width
}

/** Rows whose cells decide how wide a column is and whether it holds numbers. */
const SAMPLE_ROWS = 60

/** Some cells of every column, of the first rows that came for a run; they stay the same while people scroll. */
export function useColumnSamples({ rows, stale }: ScrollState, shown: RunResult | undefined): readonly (readonly string[])[] {
  const kept = useRef<{ run: number; rows: number; samples: readonly (readonly string[])[] }>({ run: 0, rows: 0, samples: [] })
  const enough = Math.min(rows.length, SAMPLE_ROWS)
  const known = kept.current
  if (shown && !stale && (known.run !== shown.run || known.rows < enough)) {
    const samples = shown.columns.map((_, column) => {
      const cells = rows.slice(0, SAMPLE_ROWS).map(({ page, index }) => page.cell(index, column))
      return cells.filter((cell): cell is string => cell !== undefined && cell !== '')
    })
    kept.current = { run: shown.run, rows: enough, samples }
  }
  return kept.current.samples
}
