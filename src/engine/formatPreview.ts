import { LEVELS } from '../common/page.ts'
import type { FormatPreview } from '../common/protocol.ts'
import { plainKernels } from './lines/kernels.ts'
import { OwnFormats, type Limit } from './ownFormats.ts'
import { createFactReader } from './records/facts.ts'
import { createExtractor } from './records/fields/createExtractor.ts'
import type { Format } from './records/formats/format.ts'
import { compileHead } from './records/formats/heads.ts'
import { ValueKind } from './records/spans.ts'

/** How a format that somebody declares takes some lines apart, within a limited time. */
export function previewFormat(declared: unknown, lines: readonly string[], limit: Limit): FormatPreview {
  const own = new OwnFormats([declared], limit)
  const [format] = own.formats
  if (!format) return { problems: own.problems.map(({ message }) => `${message}.`), fields: [], rows: [] }
  const found = limit(() => look(format, lines))
  return found?.value ?? { problems: ['The expression takes too long on one of these lines. Make it more exact: avoid several ".*" in a row.'], fields: [], rows: [] }
}

function look(format: Format, texts: readonly string[]): FormatPreview {
  const parts = texts.map((text) => Buffer.from(text))
  const ends = new Uint32Array(parts.length)
  parts.forEach(({ length }, i) => (ends[i] = (i > 0 ? ends[i - 1] : 0) + length))
  const lines = { starts: ends.map((end, i) => end - parts[i].length), ends, count: parts.length }
  const bytes = Buffer.concat(parts)
  const fields = format.layout.kind === 'expression' ? format.layout.groups : []
  const columns = createExtractor(format.layout, plainKernels).extract(bytes, lines, fields)
  const { times, levels } = createFactReader(format, plainKernels)(bytes, lines)
  const heads = compileHead(format)
  const rows = texts.map((_, row) => ({
    isHead: heads?.test(bytes, lines.starts[row], ends[row]) ?? true,
    values: columns.map(({ starts, ends: to, kinds }) => (kinds[row] === ValueKind.Missing ? undefined : bytes.toString('utf8', starts[row], to[row]))),
    ...(Number.isNaN(times[row]) ? {} : { time: new Date(times[row]).toISOString() }),
    level: LEVELS[levels[row]],
  }))
  return { problems: [], fields, rows }
}
