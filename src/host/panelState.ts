import { isAbsolute } from 'node:path'
import type { PanelState } from '../common/panelProtocol.ts'

/** The state that a webview kept, if it is one of ours. It comes from VS Code's storage, and may be of another version. */
export function readPanelState(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { version, uris, query, top, columnWidths, wrap, view } = value as Partial<Record<keyof PanelState, unknown>>
  if (version !== 1 || !Array.isArray(uris) || uris.length === 0 || !uris.every((uri) => typeof uri === 'string')) return undefined
  return {
    version,
    uris,
    query: typeof query === 'string' ? query : '',
    ...(isPlace(top) ? { top } : {}),
    columnWidths: isWidths(columnWidths) ? columnWidths : {},
    ...(typeof wrap === 'boolean' ? { wrap } : {}),
    // Read by nobody but the page, which wrote it; and what it is bound by, which is looked at there.
    ...(typeof view === 'object' && view !== null ? { view } : {}),
  }
}

/** Whether an entry of PanelState.uris is a path of this machine's; else it is a URI. */
export function isPath(entry: string): boolean {
  return isAbsolute(entry)
}

function isPlace(value: unknown): value is NonNullable<PanelState['top']> {
  if (typeof value !== 'object' || value === null) return false
  const { source, offset } = value as Partial<Record<'source' | 'offset', unknown>>
  return Number.isInteger(source) && typeof offset === 'number' && Number.isFinite(offset)
}

function isWidths(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null && Object.values(value).every((width) => typeof width === 'number')
}
