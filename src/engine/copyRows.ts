import type { RowRange, TextFormat } from '../common/protocol.ts'
import { cutAtLine } from './cutAtLine.ts'
import type { RenderedPiece, RenderOptions } from './render.ts'
import { fencedText } from './results/export/encoders.ts'

/** Lines of a format before the first row. */
const HEADER_LINES: Readonly<Partial<Record<TextFormat, number>>> = { csv: 1, tsv: 1, markdown: 2 }

export interface Copied {
  readonly text: string
  readonly rows: number
  /** All rows are in the text. */
  readonly complete: boolean
}

interface CopyOptions {
  /** The rows, which come in this order. */
  readonly parts: readonly RowRange[]
  readonly format: TextFormat
  /** As a block of code of Markdown. */
  readonly fenced: boolean
  readonly maxBytes: number
  readonly columns?: readonly string[]
  readonly signal?: AbortSignal
}

type Render = (options: RenderOptions) => AsyncGenerator<RenderedPiece>

/** Rows as text: all of them, or the first whole ones that fit into `maxBytes`. */
export async function copyRows(render: Render, { parts, fenced, maxBytes, ...options }: CopyOptions): Promise<Copied> {
  const headerLines = HEADER_LINES[options.format] ?? 0
  let text = ''
  let rows = 0
  let complete = true
  for (const [i, range] of parts.entries()) {
    const next = await copyPart(render({ ...options, range }), headerLines, maxBytes - Buffer.byteLength(text))
    text += i === 0 ? next.text : next.text.split('\n').slice(headerLines).join('\n')
    rows += next.rows
    complete = next.complete
    if (!complete) break
  }
  return { text: fenced ? fencedText(text) : text, rows, complete }
}

async function copyPart(pieces: AsyncIterable<RenderedPiece>, headerLines: number, maxBytes: number): Promise<Copied> {
  const parts: Uint8Array[] = []
  let bytes = 0
  let rows = 0
  for await (const piece of pieces) {
    parts.push(piece.bytes)
    bytes += piece.bytes.length
    rows += piece.rows
    if (bytes <= maxBytes) continue
    // A piece may say its rows before their bytes have come, and a long line comes in several: what has arrived counts.
    const whole = cutAtLine(Buffer.concat(parts), maxBytes)
    return { text: whole.bytes.toString('utf8'), rows: Math.max(0, whole.lines - headerLines), complete: false }
  }
  return { text: Buffer.concat(parts).toString('utf8'), rows, complete: true }
}
