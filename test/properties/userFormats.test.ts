import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader } from '../../src/engine/lines/block.ts'
import { Decoder } from '../../src/engine/bytes/decoder.ts'
import { DecodingReader } from '../../src/engine/lines/decodingReader.ts'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { userFormat } from '../../src/engine/records/formats/userFormat.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { ValueKind } from '../../src/engine/records/spans.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { plainRecords } from '../support/plainRecords.ts'

const EXPRESSIONS = [
  '(?<time>\\d+) (?:\\[(?<level>[A-Z]+)\\] )?(?<message>.*)',
  '(?<a>.)(?<b>.)?(?<c>.*?)(?<d>\\S*)$',
  '^(?<a>[^ ]*) (?<b>\\w+)(?= )(?<c>.+)',
  '(?<a>ü+|\\p{L}*)(?<b>😀)?(?<c>.*)\\k<a>',
  '(?<a>(?:x|\\d){2})(?<b>[^x]{2}).(?<c>)',
  '(?:(?<a>x)|(?<b>\\uFFFD+))(?<c>.*)',
  '\\b(?<a>\\d{1,3}\\b).*(?<b>\\d)',
] as const

const piece = fc.oneof(
  fc.constantFrom('1', '12', ' ', '[', '] ', 'INFO', 'x', 'xx', 'ü', 'é', '😀', '\uFFFD', '漢', '\r', '\u2028', '-', '', '2 [E] '),
  fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.replaceAll('\n', '')),
).map((text) => Buffer.from(text))
/** Parts of characters, what may not be one, and bytes that never are of UTF-8. */
const broken = fc.constantFrom(
  [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5], [0xff], [0xe0, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x80],
).map((bytes) => Buffer.from(bytes))
const line = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: broken }), { maxLength: 10 }).map((parts) => Buffer.concat(parts))

function declared(expression: string, head?: string): ReturnType<typeof userFormat> {
  return userFormat({ name: 'own', expression, types: { b: 'number' }, ...(head === undefined ? {} : { head }) })
}

/** The slow twin: groups of the expression on a line that has been decoded. */
function plainGroups(expression: string, text: string): Readonly<Record<string, string | undefined>> | undefined {
  const found = new RegExp(expression, 'uy').exec(text)
  return found ? { ...found.groups } : undefined
}

describe('properties: formats that people declare', () => {
  for (const expression of EXPRESSIONS) {
    it(`${expression}: spans are the groups of a plain match, whatever the bytes are`, () => {
      const { layout } = declared(expression)
      assert.ok(layout.kind === 'expression')
      const { groups } = layout
      const extractor = createExtractor(layout, plainKernels)
      let matched = 0
      fc.assert(
        fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
          const bytes = Buffer.concat(lines.flatMap((each) => [each, Buffer.from('\n')]))
          const ends = lines.map((_, i) => lines.slice(0, i + 1).reduce((sum, { length }) => sum + length + 1, 0) - 1)
          const starts = ends.map((end, i) => end - lines[i].length)
          const spans = { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: lines.length }
          const columns = extractor.extract(bytes, spans, groups)
          lines.forEach((each, row) => {
            const expected = plainGroups(expression, each.toString('utf8'))
            if (expected) matched++
            groups.forEach((group, i) => {
              const { starts: from, ends: to, kinds } = columns[i]
              const text = kinds[row] === ValueKind.Missing ? undefined : bytes.toString('utf8', from[row], to[row])
              assert.equal(text, expected?.[group], group)
              if (text !== undefined) assert.ok(from[row] >= starts[row] && to[row] <= ends[row])
            })
          })
        }),
        { numRuns: 1500 },
      )
      assert.ok(matched > 5, `${matched} lines matched`)
    })
  }

  const WINDOW = 4096
  const long = fc.integer({ min: WINDOW - 20, max: WINDOW + 20 }).map((length) => Buffer.from(`12 ${'y'.repeat(length)}`))
  const files = fc
    .array(fc.tuple(fc.oneof({ weight: 30, arbitrary: line }, { weight: 1, arbitrary: long }), fc.constantFrom('\n', '\n', '\r\n')), { maxLength: 20 })
    .map((lines) => Buffer.concat(lines.flatMap(([text, end]) => [text, Buffer.from(end)])))

  /** The slow twin: a line starts a record if the expression matches what is in its first bytes. */
  const isHeadBy = (expression: string, file: Buffer) => ({ start, end }: { start: number; end: number }): boolean => {
    let stop = Math.min(end, start + WINDOW)
    while (stop > start && file[stop - 1] === 13) stop--
    return plainGroups(expression, file.toString('utf8', start, stop)) !== undefined
  }

  it('records are those of a front-to-back reading, whatever the size of blocks', () => {
    const sizes = fc.integer({ min: 1, max: 64 })
    const wasm = createWasmKernels(64 * 1024)
    fc.assert(
      fc.property(files, sizes, fc.constantFrom(...EXPRESSIONS), fc.constantFrom(undefined, 'x', '\\d'), fc.boolean(), (file, blockBytes, expression, head, fast) => {
        const reachBytes = blockBytes + 200
        const heads = compileHead(declared(expression, head))
        const options = { blockBytes, reachBytes, maxLineBytes: 3 * WINDOW, heads, kernels: fast ? wasm : plainKernels }
        const reader = new BlockReader(new MemoryFile(file), 0, options)
        const found: unknown[] = []
        for (let index = 0; index < blockCount(file.length, blockBytes); index++) {
          const batch = LineBatch.of(reader.read(index))
          for (let row = 0; row < batch.length; row++) {
            found.push([index, batch.block.sourceOffset(batch.start(row)), batch.block.sourceOffset(batch.end(row))])
          }
        }
        const expected = plainRecords(file, 0, isHeadBy(head ?? expression, file), reachBytes)
        assert.deepEqual(found, expected.map(({ start, end }) => [Math.floor(start / blockBytes), start, end]))
      }),
      { numRuns: 1500 },
    )
  })

  it('records in UTF-16 are those of the same text in UTF-8', () => {
    const texts = fc.array(fc.constantFrom('1 a', '12 [INFO] b', 'x', ' at ü', '😀', `3 ${'z'.repeat(WINDOW)}`), { maxLength: 12 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (lines, half) => {
        const text = lines.map((each) => `${each}\n`).join('')
        const file = Buffer.from(text, 'utf16le')
        const heads = compileHead(declared(EXPRESSIONS[0]))
        const reader = new DecodingReader(new MemoryFile(file), 0, new Decoder('UTF-16 LE'), { blockBytes: 2 * half, reachBytes: 8 * WINDOW, maxLineBytes: 8 * WINDOW, heads })
        const found: string[] = []
        for (let index = 0; index < blockCount(file.length, 2 * half); index++) {
          const batch = LineBatch.of(reader.read(index))
          for (let row = 0; row < batch.length; row++) found.push(batch.text(row))
        }
        const utf8 = Buffer.from(text)
        const expected = plainRecords(utf8, 0, isHeadBy(EXPRESSIONS[0], utf8), 8 * WINDOW)
        assert.deepEqual(found, expected.map(({ start, end }) => utf8.toString('utf8', start, end)))
      }),
      { numRuns: 300 },
    )
  })
})
