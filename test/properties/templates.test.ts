import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader } from '../../src/engine/lines/block.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { TemplateReader } from '../../src/engine/records/fields/template.ts'
import { compileHead, TableHeadTest } from '../../src/engine/records/formats/heads.ts'
import { lineFormat } from '../../src/engine/records/formats/lineFormat.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { ValueKind } from '../../src/engine/records/spans.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { plainTemplate } from '../support/plainTemplate.ts'

const LAYOUT = '%H:%M:%S'
const templates = [
  '{time} {host:word} (?{app:word}(?[{pid:int}]?): ?){message}',
  '<{pri:int}>1 {time} {host:word} (?- ?)(?[{data}] ?){message}',
  '{time} [{thread:far}:{logger}@{line:int}] - {message}',
  '{level:[IWE]}{time} {id:[\\w.-]+}: {request:quoted} {took:number} {}|{last}',
  '[{level}] {time}: {message}',
  '{thread}::{level}::{time}::{message}',
  'ü{{{a}}{b:word} {c}',
  '{a} {b:int}',
  '{time} {host}{app=web-1}[{pid:int}]: {message}',
  '{time} {message:line}{method:word}((?{:far}) = -1 {level:[E]}?)',
] as const

const piece = fc.constantFrom(
  '06:00:00', '23:59:59', '06:60:00', ' ', '  ', '\t', '-', ' - ', '[', ']', '] ', '[1]', '[12] ', ':', ': ', '::', '<5>1 ', '<', '>',
  '@', '7', '@7] - ',
  'I', 'W', '"', '"a b"', '"\\""', '"-"', '\\', '|', 'ü', '{', '}', 'x', 'web-1', 'a.b', '-1.5e3', '+2', '007', '\r',
)
/** Lines that are more or less what a template says. */
const lines = (template: string): fc.Arbitrary<string> => {
  const parts = template.match(/\(\?|\?\)|\{\{|\{[^}]*\}|[^{(?]+|./g) ?? []
  const like = fc.tuple(...parts.map((part) => {
    if (part === '(?' || part === '?)') return fc.constant('')
    if (part === '{{') return fc.constant('{')
    if (part === '{time}') return fc.constantFrom('06:00:00', '23:59:59', '24:00:00')
    if (part.startsWith('{')) {
      const right = part.includes('quoted') ? '"q"' : /int|number/.test(part) ? '5' : part.includes('IWE') ? 'E' : part.includes('=') ? 'web-1' : 'x'
      return fc.oneof({ weight: 4, arbitrary: fc.constant(right) }, fc.array(piece, { maxLength: 3 }).map((all) => all.join('')))
    }
    return fc.constantFrom(part, part, part, part, part, part, `${part} `, part.slice(1))
  })).map((all) => all.join(''))
  return fc.oneof(like, fc.array(piece, { maxLength: 12 }).map((all) => all.join('')))
}

describe('properties: templates', () => {
  const stamps = [{ kind: 'text', text: LAYOUT }] as const
  for (const template of templates) {
    const hasTime = template.includes('{time}')
    it(`${template} is read as by expressions, wherever the line stands`, () => {
      const reader = new TemplateReader(template, stamps, 0)
      let whole = 0
      fc.assert(
        fc.property(lines(template), fc.constantFrom('', 'x', ' ', ': ', '"'), (line, around) => {
          const bytes = Buffer.from(around + line + around)
          const start = around.length
          const end = bytes.length - start
          const expected = plainTemplate(template, LAYOUT, 0, bytes.toString('latin1', start, end))
          assert.equal(reader.read(bytes, start, end), expected.whole)
          assert.equal(reader.time, expected.time)
          const found = reader.names.flatMap((name, i) =>
            reader.kinds[i] === ValueKind.Missing ? [] : [[name, bytes.toString('latin1', reader.starts[i], reader.ends[i])]],
          )
          assert.deepEqual(Object.fromEntries(found), expected.fields)
          if (expected.whole) whole++
        }),
        { numRuns: 3000 },
      )
      assert.ok(whole > 50, `only ${whole} lines were of the template`)
    })

    it(`${template}: every line of it starts a record, in blocks of every size, with and without the kernels`, () => {
      const format = lineFormat({ name: 'x', title: 'x', line: template, times: hasTime ? [LAYOUT] : [] })
      const heads = compileHead(format)!
      const reader = new TemplateReader(template, stamps, 0)
      const kernels = createWasmKernels(8192)
      const line = fc.oneof(lines(template), fc.constant('x'.repeat(70)))
      const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n')), { maxLength: 8 })
      fc.assert(
        fc.property(file, fc.integer({ min: 1, max: 90 }), (rows, blockBytes) => {
          const bytes = Buffer.from(rows.map(([line, end]) => line.replaceAll('\r', '') + end).join(''))
          const startsOf = (size: number, options = {}): number[] => {
            const sizes = { blockBytes: size, reachBytes: 500, maxLineBytes: 600 }
            const blocks = new BlockReader(new MemoryFile(bytes), 0, { ...sizes, heads, ...options })
            return Array.from({ length: blockCount(bytes.length, size) }, (_, index) => index).flatMap((index) => {
              const batch = LineBatch.of(blocks.read(index))
              return Array.from({ length: batch.length }, (_, row) => batch.block.sourceOffset(batch.start(row)))
            })
          }
          const found = startsOf(blockBytes)
          assert.deepEqual(startsOf(blockBytes, { kernels }), found)
          assert.deepEqual(startsOf(499), found)
          let at = 0
          for (const line of bytes.toString('latin1').split('\n').slice(0, -1)) {
            const text = line.replace(/\r$/, '')
            const isWhole = reader.read(bytes, at, at + text.length)
            // A test without the kernels looks at so much.
            if (isWhole && (heads instanceof TableHeadTest || text.length < 60)) assert.ok(found.includes(at), text)
            at += line.length + 1
          }
        }),
        { numRuns: 500 },
      )
    })
  }

  for (const template of ['{a}{b}', '{a}(?{b}?)', '{a', 'a}?)', '(?a', '{a:what}', '{a} {a}', '{a b}']) {
    it(`refuses '${template}'`, () => assert.throws(() => new TemplateReader(template, stamps), RangeError))
  }
})
