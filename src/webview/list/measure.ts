/** Sizes that only the page knows. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PanelSettings } from '../../common/panelProtocol.ts'
import type { PanelModel } from '../panel/model.ts'
import type { WindowRow } from '../scroll/state.ts'

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

/** Rows whose cells decide how wide a column is and whether it holds numbers, and most cells of all columns together. */
const SAMPLE_ROWS = 60
const SAMPLE_CELLS = 6000

type Samples = ReadonlyMap<string, readonly string[]>

/** Some values of every field, of the first rows that came for a run; they stay the same while people scroll. */
export function useColumnSamples({ scroll: { rows, stale }, shown }: PanelModel, names: readonly string[]): Samples {
  const kept = useRef<{ run: number; rows: number; samples: Samples }>({ run: 0, rows: 0, samples: new Map() })
  const enough = Math.min(rows.length, SAMPLE_ROWS, Math.ceil(SAMPLE_CELLS / (names.length || 1)))
  const known = kept.current
  if (!shown || stale) return known.samples
  const fresh = known.run !== shown.run || known.rows < enough
  const missing = names.filter((name) => (fresh || !known.samples.has(name)) && rows[0]?.page.columnOf(name) >= 0)
  if (fresh || missing.length > 0) {
    const found = missing.map((name) => [name, valuesOf(rows.slice(0, enough), name)] as const)
    kept.current = { run: shown.run, rows: enough, samples: new Map([...(fresh ? [] : known.samples), ...found]) }
  }
  return kept.current.samples
}

function valuesOf(rows: readonly WindowRow[], name: string): readonly string[] {
  return rows.flatMap(({ page, index }) => page.cell(index, page.columnOf(name)) || [])
}
