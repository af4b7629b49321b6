/** The parts of HTTP request lines, as columns. */
import { ByteColumn } from '../fields/spanColumn.ts'
import type { SpanColumn } from '../spans.ts'

/** `path` is without the `?` and what follows it, which is `query`. */
export const REQUEST_PARTS = ['method', 'path', 'query', 'protocol'] as const
export type RequestPart = (typeof REQUEST_PARTS)[number]

const SPACE = 0x20
const QUESTION = 0x3f

/**
 * A part of each of `count` request lines. Where there is no space, as in what is not HTTP, all are missing; without a protocol
 * (HTTP/0.9) the rest is the path.
 */
export function requestPart(requests: SpanColumn, count: number, part: RequestPart): SpanColumn {
  const { bytes, starts, ends, kinds } = requests
  const column = new ByteColumn(bytes, count, 'c')
  for (let row = 0; row < count; row++) {
    const end = ends[row]
    let space = -1
    let last = -1
    let question = -1
    for (let at = starts[row]; at < end; at++) {
      if (bytes[at] === SPACE) {
        if (space < 0) space = at
        last = at
      } else if (bytes[at] === QUESTION && question < 0 && space >= 0) question = at
    }
    if (space < 0) continue
    const pathEnd = last > space && isProtocol(bytes, last + 1, end) ? last : end
    if (question < 0 || question > pathEnd) question = pathEnd
    if (part === 'method') set(column, row, starts[row], space, kinds[row])
    else if (part === 'path') set(column, row, space + 1, question, kinds[row])
    else if (part === 'query') set(column, row, question + 1, pathEnd, kinds[row])
    else set(column, row, pathEnd + 1, end, kinds[row])
  }
  return column
}

/** An empty part is missing. */
function set(column: ByteColumn, row: number, start: number, end: number, kind: number): void {
  if (end <= start) return
  column.starts[row] = start
  column.ends[row] = end
  column.kinds[row] = kind
}

const PROTOCOL = Buffer.from('HTTP/')

function isProtocol(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < PROTOCOL.length) return false
  for (let i = 0; i < PROTOCOL.length; i++) if (bytes[start + i] !== PROTOCOL[i]) return false
  return true
}
