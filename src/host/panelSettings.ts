import { readHighlighters } from '../common/highlighters.ts'
import type { PanelSettings } from '../common/panelProtocol.ts'

/** The settings as VS Code gives them; any of them may be of any type. */
export interface RawSettings {
  readonly rowHeight: unknown
  readonly fontFamily: unknown
  readonly fontSize: unknown
  readonly renderAnsi: unknown
  readonly highlighters?: unknown
  readonly editorFontFamily: unknown
  readonly editorFontSize: unknown
}

/** Height of a row, in font sizes. */
const ROW_HEIGHTS: Readonly<Record<string, number>> = { compact: 1.35, roomy: 1.65 }
const DEFAULT_FONT_SIZE = 14

/** What the panel works with: own settings first, else the editor's, else defaults. */
export function panelSettings(raw: RawSettings, history: readonly string[], examples: boolean): PanelSettings {
  const fontSize = sizeOf(raw.fontSize) ?? sizeOf(raw.editorFontSize) ?? DEFAULT_FONT_SIZE
  const factor = ROW_HEIGHTS[String(raw.rowHeight)] ?? ROW_HEIGHTS.roomy
  return {
    fontFamily: textOf(raw.fontFamily) ?? textOf(raw.editorFontFamily) ?? 'monospace',
    fontSize,
    rowHeight: Math.round(fontSize * factor),
    renderAnsi: raw.renderAnsi !== false,
    history,
    examples,
    highlighters: readHighlighters(raw.highlighters),
  }
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 6 && value <= 100 ? value : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The engine's command line. `regexTimeout` is in seconds, `spoolLimit` in gigabytes. */
export function engineArguments(threads: unknown, regexTimeout: unknown, spoolLimit?: unknown): string[] {
  const args: string[] = []
  if (typeof threads === 'number' && threads >= 1) args.push('--threads', String(Math.min(64, Math.floor(threads))))
  if (typeof regexTimeout === 'number' && regexTimeout > 0) args.push('--regex-timeout', String(Math.round(regexTimeout * 1000)))
  if (typeof spoolLimit === 'number' && spoolLimit > 0) args.push('--spool-limit', String(Math.round(spoolLimit * 1e9)))
  return args
}
