/** Lines of templates are read by the kernels as they are without. */
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import type { LineSpans } from '../../src/engine/records/fields/extractor.ts'
import { TemplateReader } from '../../src/engine/records/fields/template.ts'
import type { Format } from '../../src/engine/records/formats/format.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { lineFormat } from '../../src/engine/records/formats/lineFormat.ts'
import { templateLines } from '../../src/engine/records/formats/template.ts'
import { FORMATS } from '../../src/engine/records/formats/registry.ts'
import { createGatherer } from '../../src/engine/records/gather.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { splitLines } from '../../src/engine/records/lineSplitter.ts'
import { emptyStatistics } from '../../src/engine/records/statistics.ts'
import { AS_PHASE } from '../../src/engine/records/time/turns.ts'
import { blockOf } from '../support/blocks.ts'

const BUFFER = 1 << 17
const UNTIL = Date.UTC(2026, 1, 3, 4, 5, 6)

/** Not of a program, but of what it is made of. */
const odd: readonly Format[] = [
  lineFormat({ name: 'far', title: '', line: '{time} [{thread:far}:{logger}@{lineno:int}] - {message}', times: ['iso'] }),
  lineFormat({ name: 'nested', title: '', line: '{level:[IWE]}{time} (?{a:word}(?[{b:int}(?/{c:number}?)]?): ?){d:quoted} {}|{last}', times: ['%H:%M:%S%f'] }),
  lineFormat({ name: 'one-way', title: '', line: 'ü{{{a}}{b:word} {level=web-1} {c:line}{e:[\\w.-]+}', levels: { 'web-1': 'fatal' } }),
  lineFormat({
    name: 'two-lines',
    title: '',
    line: '{time} {a:word}(? {b:[^:]+}?)\n(?{level:word}: ?)(? => {c}\n?)(?[{d}]?) {message}',
    times: ['%H:%M:%S%f', 'iso'],
  }),
  lineFormat({ name: 'lines', title: '', line: '{a}:(?\n{b:word} {c:int}{e:number}?)(?\n{d:[\\w \\t\\r]+}?)' }),
  lineFormat({ name: 'clock', title: '', line: '{time}{message}', times: ['%M:%S%f', 'epoch', 'common'] }),
]
const templates = [...FORMATS.filter(({ layout }) => layout.kind === 'template'), ...odd]

const piece = fc.constantFrom(
  ' ', '  ', '\t', '-', ' - ', '[', ']', '[1]', ':', ': ', '::', '<5>', '<', '@', '7', 'I', 'W', '"', '"a b"', '"\\""', '"-"', '\\', '|', 'ü', '{', '}', 'x',
  'web-1', '-1.5e3', '+2', '007', '06:00:00', '2026-01-05T06:00:00Z', '05/Jan/2026:06:00:00 +0100', '1767592800', 'ERROR', 'info', '\r', 'Jan', '59:60,5',
)

/** Lines of a log of the format, if there is one, or of pieces; with something left out or put in. */
function linesOf({ name, layout }: Format): fc.Arbitrary<string> {
  const known = readLines(name)
  const template = layout.kind === 'template' ? layout.line : ''
  const parts = template.match(/\(\?|\?\)|\{\{|\{[^}]*\}|[^{(?]+|./g) ?? []
  const made = fc
    .tuple(...parts.map((part) => {
      if (part === '(?' || part === '?)') return fc.constant('')
      if (part === '{{') return fc.constant('{')
      return part.startsWith('{') ? piece : fc.constant(part)
    }))
    .map((all) => all.join(''))
  const base = fc.oneof(made, fc.array(piece, { maxLength: 12 }).map((all) => all.join('')), ...(known.length > 0 ? [fc.constantFrom(...known), fc.constantFrom(...known)] : []))
  const changed = fc.tuple(base, fc.nat(120), fc.nat(3), piece).map(([line, at, length, more]) => line.slice(0, at) + more + line.slice(at + length))
  // What is made of a template of several lines may be some of them.
  return fc.oneof(base, changed).map((line) => (template.includes('\n') ? line : line.replaceAll('\n', ' ')))
}

/** Of each line, or of it and those behind it that a template may be of. */
function rowsOf({ starts, ends, count }: LineSpans, { layout }: Format): LineSpans {
  const more = layout.kind === 'template' ? templateLines(layout.line) - 1 : 0
  return { starts, ends: ends.map((_, row) => ends[Math.min(row + more, count - 1)]), count }
}

function readLines(name: string): string[] {
  try {
    return readFileSync(new URL(`../fixtures/formats/${name}.log`, import.meta.url), 'latin1').trimEnd().split(/\r?\n/)
  } catch {
    return []
  }
}

describe('properties: kernels of templates', () => {
  const wasm = createWasmKernels(BUFFER)
  const buffer = wasm.buffer(BUFFER)

  for (const format of templates) {
    it(`${format.name}: fields, times and levels are those without kernels, up to the end of the buffer`, () => {
      const extractor = createExtractor(format.layout, wasm)
      const plainly = createExtractor(format.layout, plainKernels)
      const readers = [undefined, UNTIL, AS_PHASE].map((until) => {
        const dated = until === undefined ? format : { ...format, until }
        return [createFactReader(dated, wasm), createFactReader(dated, plainKernels)] as const
      })
      const { names } = new TemplateReader(format.layout.kind === 'template' ? format.layout.line : '', [{ kind: 'iso' }])
      let found = 0
      fc.assert(
        fc.property(fc.array(linesOf(format), { minLength: 1, maxLength: 6 }), fc.boolean(), fc.subarray([...names]), fc.constantFrom('\n', '\n', '\r\n'), (lines, atEnd, asked, lineEnd) => {
          const bytes = Buffer.from(lines.join(lineEnd), 'latin1')
          const from = atEnd ? BUFFER - bytes.length : 7
          buffer.fill(0x39)
          bytes.copy(buffer, from)
          const rows = rowsOf(splitLines(buffer, from, from + bytes.length, wasm, undefined), format)
          const copy = Buffer.from(buffer)
          for (const [fast, slow] of readers) {
            const facts = slow(copy, rows)
            assert.deepEqual(fast(buffer, rows), facts)
            if (facts.times.some((time) => time === time)) found++
          }
          const columns = extractor.extract(buffer, rows, asked)
          plainly.extract(copy, rows, asked).forEach(({ starts, ends, kinds }, i) => {
            assert.deepEqual([columns[i].starts, columns[i].ends, columns[i].kinds], [starts, ends, kinds], asked[i])
          })
        }),
        { numRuns: 300 },
      )
      if (format.time && readLines(format.name).length > 0) assert.ok(found > 50, `only ${found} lines with times`)
    })

    it(`${format.name}: what a walk over the lines adds up is what the rows say`, () => {
      const kernels = createWasmKernels(4 * 1024 * 1024)
      const dated = { ...format, until: UNTIL }
      const slow = createGatherer(dated, plainKernels)
      const fast = createGatherer(dated, kernels)
      const heads = compileHead(format)
      fc.assert(
        fc.property(fc.array(fc.tuple(linesOf(format), fc.constantFrom('\n', '\n', '\r\n')), { maxLength: 8 }), fc.boolean(), (parts, walks) => {
          const content = Buffer.from(parts.map((both) => both.join('')).join(''), 'latin1')
          const plainBatch = LineBatch.of(blockOf(content, 0, { heads, kernels: plainKernels }), createFormatFields(dated, plainKernels))
          const expected = emptyStatistics(1)
          slow.gather(plainBatch.block.bytes, plainBatch.lineCount, plainBatch.firstLines, expected, 0)
          const batch = LineBatch.of(blockOf(content, 0, { heads, kernels }), createFormatFields(dated, kernels))
          fast.begin(batch)
          if (walks) for (const { count } of batch.chunks(['host', 'logger']) ?? []) assert.ok(count > 0)
          const statistics = emptyStatistics(1)
          fast.end(batch, statistics, 0)
          assert.deepEqual(statistics, expected)
        }),
        { numRuns: 150 },
      )
    })
  }
})
