import type { Kernels } from '../../lines/kernels.ts'
import type { SpanColumn } from '../spans.ts'
import type { LinesKernel } from './chunks.ts'
import type { FieldExtractor, LineSpans } from './extractor.ts'
import type { TemplateReader } from './template.ts'
import type { Walk, WalkKernel } from './walk.ts'

/** Finds fields of lines that `reader` reads. */
export function templateWalk(reader: TemplateReader, names: readonly string[], { wasm }: Kernels): Walk {
  const fields = names.map((name) => reader.names.indexOf(name))
  const parts = reader.partsFor(names)
  const program = wasm && reader.program(names, parts)
  const tables = program && wasm.scratch.place(program.length, () => program)
  const exports = wasm?.exports as { walkTemplate: WalkKernel; walkTemplateLines: LinesKernel }
  return {
    fields: names.length,
    escapes: 'c',
    fast: tables && { kernel: exports.walkTemplate, lines: exports.walkTemplateLines, tables },
    plain: (bytes, start, end, take) => {
      reader.read(bytes, start, end, parts)
      const { kinds, starts, ends } = reader
      fields.forEach((field, i) => take(i, kinds[field], starts[field], ends[field]))
    },
  }
}

/** The fields of a template, and what it has not as the pairs in its messages. */
export function pairsIn(template: FieldExtractor, pairs: FieldExtractor): FieldExtractor {
  return {
    names: template.names,
    has: () => true,
    others(bytes, start, end, take) {
      const [message] = template.extract(bytes, { starts: Uint32Array.of(start), ends: Uint32Array.of(end), count: 1 }, ['message'])
      pairs.others?.(bytes, message.starts[0], message.ends[0], (name, value) => template.has(name) || take(name, value))
    },
    extract: (bytes, lines, names) => {
      const own = names.filter((name) => template.has(name))
      const others = names.filter((name) => !template.has(name))
      const found = new Map<string, SpanColumn>()
      const [message, ...columns] = template.extract(bytes, lines, ['message', ...own])
      own.forEach((name, i) => found.set(name, columns[i]))
      if (others.length > 0) {
        const texts: LineSpans = { starts: message.starts, ends: message.ends, count: lines.count }
        pairs.extract(bytes, texts, others).forEach((column, i) => found.set(others[i], column))
      }
      return names.map((name) => found.get(name) ?? message)
    },
  }
}
