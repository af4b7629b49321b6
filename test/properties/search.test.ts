import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader, readerBufferBytes, type HeadTest } from '../../src/engine/lines/block.ts'
import { LineList } from '../../src/engine/lines/lineList.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import type { SearchExpr } from '../../src/engine/query/ast.ts'
import { regexProblem } from '../../src/engine/query/regex.ts'
import { printExpr } from '../../src/engine/query/printer.ts'
import { createByteScan } from '../../src/engine/stages/filter/byteScan.ts'
import { driversOf, type Driver } from '../../src/engine/stages/filter/driver.ts'
import { createSearch } from '../../src/engine/stages/filter/searchRun.ts'
import { orderedTexts } from '../../src/engine/stages/filter/orderedTexts.ts'
import { TableHeadTest } from '../../src/engine/records/formats/heads.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { plainKernels, type Kernels } from '../../src/engine/lines/kernels.ts'
import { plainLines } from '../support/plainLines.ts'
import { plainSearch } from '../support/plainSearch.ts'
import { searchExpr, type QueryParts } from '../support/queryArbitrary.ts'

/** Pieces that fold to each other, contain each other or decode in special ways. */
const families = [
  ['k', 'K', '\u212a'],
  ['s', 'S', 'ſ'],
  ['ß', 'ẞ', 'ss'],
  ['é', 'É', 'è'],
  ['µ', 'μ', 'Μ'],
  ['σ', 'ς', 'Σ'],
  ['i', 'I', 'İ', 'ı'],
  ['ǆ', 'ǅ', 'Ǆ'],
  ['😀', '😁', '\ufffd'],
  ['𐐀', '𐐨'],
  ['x', 'xx', 'X'],
  ['error', 'ERROR', 'err'],
  ['time', 'Time', 'timeout'],
  ['5', '50', '5.0'],
  [' ', '\0', '\ufeff'],
  ['"', '\\', '-', '='],
]

const RUNS = Number(process.env.RUNS ?? 3000)

const invalid = [[0xff], [0xe2, 0x84], [0xed, 0xa0, 0x80], [0xc3], [0xa9], [0xf0, 0x9f], [0xef, 0xbf, 0xbd], [0xc0, 0x80]]

/** A file of the given pieces, with line ends, invalid bytes and lines that are longer than can be held. */
function files(some: readonly string[]): fc.Arbitrary<Buffer> {
  const piece = fc.constantFrom(...some, '#')
  const parts = fc.oneof(
    { weight: 12, arbitrary: piece.map((text) => Buffer.from(text)) },
    { weight: 6, arbitrary: fc.constantFrom('\n', '\r\n', '\n\n', '\r').map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.constantFrom(...invalid).map((codes) => Buffer.from(codes)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((codes) => Buffer.from(codes)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('#', 'é', 'xk', 'ſ'), fc.integer({ min: 40, max: 300 })).map(([text, times]) => Buffer.from(text.repeat(times))) },
  )
  return fc.array(parts, { maxLength: 40 }).map((list) => Buffer.concat(list))
}

function textsOf(some: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.array(fc.constantFrom(...some), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('', '\ufffd', 'e\ufffd', '\ud83d', '\ude00x', 'r\n', 'e\r', '\r') },
  )
}

const special = [
  ...['.', '.*', '\\w+', '[ek]', '[^e]', '[a-d]', '[éß]', '[😀x]', '^', '$', '\\b', '\\s', '\\d+', '(?=e)', '(?!x)', '(?<=r)'],
  ...['\\u212a', '\\x00', '\\ufffd', '\\r', '(?i:e)', '()'],
]

function regexesOf(some: readonly string[]): QueryParts['regexes'] {
  const atom = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...some).map((text) => text.replace(/\\/g, '\\\\')) },
    { weight: 2, arbitrary: fc.constantFrom(...special) },
  )
  // A repetition inside another would run for ever on the long lines.
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '', '', '?', '*', '+', '{2}', '{1,3}', '+?', '{0}'))
    .map(([inner, times]) => (times === '' || /[*+]$/.test(inner) ? inner : `(?:${inner})${times}`))
  const sequence = fc.array(quantified, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  const source = fc
    .tuple(fc.array(sequence, { minLength: 1, maxLength: 3 }), quantified, quantified, fc.nat(2))
    .map(([choices, before, after, form]) => {
      const inner = choices.join('|')
      if (form === 0) return inner
      return form === 1 ? `${before}(${inner})${after}` : `${before}(?:${inner})${/[*+}]/.test(inner) ? '' : '+'}${after}`
    })
  return fc
    .record({ source, flags: fc.constantFrom('', 'i', 'u', 'iu', 's', 'm', 'v', 'iv', 'g') })
    .filter((regex) => regexProblem(regex.source, regex.flags) === undefined)
}

/** A file and a search in it, of the same few pieces, so that they meet. */
const cases = fc.subarray(families, { minLength: 1, maxLength: 2 }).chain((chosen) => {
  const some = chosen.flat()
  const parts: QueryParts = { fields: ['raw', 'other'], texts: textsOf(some), regexes: regexesOf(some) }
  return fc.record({ file: files(some), expr: searchExpr(parts) })
})

/** Nothing but a regular expression, over an alphabet so small that it often matches, and often nearly does. */
const regexCases = fc.record({
  file: fc.array(fc.constantFrom('a', 'b', 'b', 'é', 'ab', '\n'), { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
  expr: regexesOf(['a', 'b', 'ab', 'é']).map((regex): SearchExpr => ({ type: 'regex', ...regex, span: { start: 0, end: 0 } })),
})

/** Texts with anything between them, and lines in which they stand in any order, or with line terminators between them that end no line. */
const orderedCases = fc.record({
  file: fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'ab', 'ba', 'é', 'x'.repeat(20)) },
        { weight: 2, arbitrary: fc.constantFrom('\n', '\n', '\r\n') },
        { weight: 1, arbitrary: fc.constantFrom('\r', '\u2028', '\u2029', '\u2027', '\u202a', '\ufffd', '😀') },
      ).map((text) => Buffer.from(text)),
      { minLength: 4, maxLength: 60 },
    )
    .chain((parts) => fc.tuple(fc.constant(parts), fc.constantFrom(...invalid), fc.nat(90)))
    .map(([parts, bad, at]) => Buffer.concat([...parts.slice(0, at), ...(at < 30 ? [Buffer.from(bad)] : []), ...parts.slice(at)])),
  expr: fc
    .record({
      texts: fc.array(fc.constantFrom('a', 'a', 'b', 'b', 'ab', 'ba', 'é', 'aba', '😀', 'a?'), { minLength: 2, maxLength: 3 }),
      between: fc.constantFrom('.*', '.*', '.*', '.*?', '.+'),
      flags: fc.constantFrom('', '', '', 'g', 's', 'u', 'gs', 'i'),
    })
    .map(({ texts, between, flags }): SearchExpr => ({ type: 'regex', source: texts.join(between), flags, span: { start: 0, end: 0 } })),
})

/** Lines full of what classes differ in: digits, capitals, characters of several bytes, letters that fold to ASCII, line ends inside. */
const classFiles = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('5', '12', '404', 'AB', 'Z', 'ab', 'ms', '_', ' ', '-', '.', 'K', 's', 'k', '\t') },
      { weight: 2, arbitrary: fc.constantFrom('\n', '\n', '\r\n', '\r') },
      { weight: 2, arbitrary: fc.constantFrom('\u212a', 'ſ', 'é', 'É', '😀', '\u00a0', '\u2028', '\u2029', '\ufffd', '\ufeff', 'ß', '\u0130') },
    ).map((text) => Buffer.from(text)),
    { maxLength: 40 },
  )
  .chain((parts) => fc.tuple(fc.constant(parts), fc.constantFrom(...invalid), fc.nat(60)))
  .map(([parts, bad, at]) => Buffer.concat([...parts.slice(0, at), ...(at < 20 ? [Buffer.from(bad)] : []), ...parts.slice(at)]))

const classAtoms = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('5', '1', 'A', 'a', 'k', 'K', 's', 'm', 'é', 'ſ', '\\u212a', '😀', ' ', '-', '\\.', '_') },
  { weight: 5, arbitrary: fc.constantFrom('\\d', '\\w', '\\s', '[A-Z]', '[a-z]', '[0-9a-f]', '[ks]', '[5-9]', '[1245]', '\\D', '\\W', '\\S', '.') },
  { weight: 2, arbitrary: fc.constantFrom('[^5]', '[^\\d]', '[^ ]', '[é-ü]', '[Aé]', '[\\u212a5]', '[ſ1]', '[\\s\\d]', '[^\\s\\d]', '[😀5]', '[]', '[^]') },
  { weight: 1, arbitrary: fc.constantFrom('\\p{L}', '\\P{L}', '\\p{Lu}', '[\\p{Nd}A]', '[\\w--\\d]', '[\\w&&[A-Z]]', '[\\q{ab|5}]', '[^\\p{L}]', '\\p{RGI_Emoji}') },
  { weight: 2, arbitrary: fc.constantFrom('\\b', '\\B', '^', '$', '(?=5)', '(?!5)', '(?<=A)', '(?<!A)', '\\1', '(?=\\d)', '(?:)') },
)
/** A part of an expression, with a text that it may well match. */
interface Part {
  readonly source: string
  readonly text: string
}

const part = (source: string, ...texts: string[]): fc.Arbitrary<Part> => fc.constantFrom(...texts).map((text) => ({ source, text }))

/** What makes windows, and matches often. */
const common = fc.oneof(
  ...[part('\\d{2,}', '12', '404'), part('\\d', '5'), part('\\d+', '5', '12'), part('[A-Z]', 'K'), part('[A-Z]+', 'AB'), part('[a-z]', 's')],
  ...[part('5\\d?', '5', '55'), part('\\b', '', ' '), part('\\w\\d', 'Z1'), part('\\d\\w', '12'), part('[ks]', 'k'), part('ms', 'ms')],
  ...[part('(?:[AB]5|k1)', 'A5', 'k1'), part('[k-s]{2}', 'ks', 'KS', 'Kſ', '\u212as'), part('5\\d{2}', '500'), part('[^5 ]', 'é', 'x')],
)
const classPart = fc.oneof(
  { weight: 4, arbitrary: common },
  {
    weight: 1,
    arbitrary: fc
      .tuple(classAtoms, fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{2,}', '{1,3}', '+?', '{0}', '{0,2}'), fc.constantFrom('5', 'A', ' ', ''))
      .map(([atom, times, text]) => ({ source: times === '' || /^\\[bB]$|^[\^$]$/.test(atom) ? atom : `(?:${atom})${times}`, text })),
  },
)
const classSequence = fc
  .array(classPart, { minLength: 1, maxLength: 4 })
  .map((parts): Part => ({ source: parts.map(({ source }) => source).join(''), text: parts.map(({ text }) => text).join('') }))

const classRegex = fc
  .tuple(fc.array(classSequence, { minLength: 1, maxLength: 3 }), classPart, classPart, fc.nat({ max: 4 }), fc.constantFrom('', '', '?', '{2}', '+'))
  .map(([choices, before, after, form, times]): Part => {
    const inner = choices.map(({ source }) => source).join('|')
    const { source: first, text } = choices[0]
    if (form === 0) return { source: inner, text }
    if (form === 1) return { source: `${before.source}(${inner})${after.source}`, text: before.text + text + after.text }
    if (form === 2) return { source: `\\b(${inner})\\b${after.source}`, text: text + after.text }
    if (form === 3) {
      const often = /[*+}]/.test(inner) ? '' : times
      return { source: `${before.source}(?:${first}|${choices.at(-1)!.source}5)${often}${after.source}`, text: before.text + text + after.text }
    }
    return { source: `^${before.source}(?i:${first})${after.source}$`, text: `\n${before.text}${text}${after.text}\n` }
  })

/** Regular expressions of classes, borders, repetitions and alternations, and lines that they match or nearly match. */
const classCases = fc
  .record({
    file: classFiles,
    at: fc.nat(1000),
    regex: classRegex,
    flags: fc.constantFrom('', '', 'i', 'u', 'iu', 's', 'm', 'im', 'imu', 'v', 'iv'),
  })
  .filter(({ regex, flags }) => regexProblem(regex.source, flags) === undefined)
  .map(({ file, at, regex: { source, text }, flags }) => {
    const cut = at % (file.length + 1)
    const expr: SearchExpr = { type: 'regex', source, flags, span: { start: 0, end: 0 } }
    return { file: Buffer.concat([file.subarray(0, cut), Buffer.from(text), file.subarray(cut)]), expr }
  })

/** Starts of the lines that each driver of the expression finds, alone and with the others that are on the same line, with the kernels of a kind. */
function* scanned(file: Buffer, expr: SearchExpr, blockBytes: number, wasm: boolean): Generator<Set<number>> {
  const kernels = wasm ? sharedKernels : plainKernels
  const drivers = driversOf(expr)
  const isBeside = (driver: Driver, other: Driver): boolean =>
    other !== driver && driver.line !== undefined && driver.line === other.line && other.needles.length + other.windows.length === 1
  for (const [driver, beside] of drivers.flatMap((one) => [[one, []] as const, [one, drivers.filter((other) => isBeside(one, other))] as const])) {
    const scan = createByteScan(driver, beside)
    const reader = new BlockReader(new MemoryFile(file), 0, { blockBytes, maxLineBytes: 1 << 12, kernels })
    const starts = new Set<number>()
    for (let index = 0; index < blockCount(file.length, blockBytes); index++) {
      const block = reader.read(index)
      const lines = new LineList()
      scan(block, block.first, block.stop, lines)
      for (const start of lines.starts.subarray(0, lines.count)) starts.add(block.sourceOffset(start))
    }
    yield starts
  }
}

const sharedKernels = createWasmKernels(readerBufferBytes(256, 1 << 12))

const context = { beat: () => undefined, guard: <T>(work: () => T): T => work(), sawField: () => undefined, fault: () => undefined, lineStart: () => Infinity }

interface Sizes {
  readonly blockBytes: number
  readonly maxLineBytes: number
}

/** Rows that the stage finds, block by block; `whole: false` makes it work on rows as a later stage does. */
function found(file: Buffer, expr: SearchExpr, sizes: Sizes, whole: boolean, kernels: Kernels, heads?: HeadTest): { start: number; end: number }[] {
  const reader = new BlockReader(new MemoryFile(file), 0, { ...sizes, kernels, heads })
  const run = createSearch(expr, context)
  const rows: { start: number; end: number }[] = []
  for (let index = 0; index < blockCount(file.length, sizes.blockBytes); index++) {
    const lines = LineBatch.of(reader.read(index))
    const input = whole ? lines : lines.select(Uint32Array.from({ length: lines.length }, (_, row) => row))
    for (const batch of run([input])) {
      assert.ok(batch instanceof LineBatch)
      const { block } = batch
      for (let row = 0; row < batch.length; row++) rows.push({ start: block.sourceOffset(batch.start(row)), end: block.sourceOffset(batch.end(row)) })
    }
  }
  return rows
}

/** The number of rows that it finds where nobody asks for more, and of the lines of the blocks, which it may have counted on its way. */
function counted(file: Buffer, expr: SearchExpr, sizes: Sizes, kernels: Kernels, heads?: HeadTest): { rows: number; lines: number } {
  const reader = new BlockReader(new MemoryFile(file), 0, { ...sizes, kernels, heads })
  const run = createSearch(expr, context)
  let rows = 0
  let lines = 0
  for (let index = 0; index < blockCount(file.length, sizes.blockBytes); index++) {
    const batch = LineBatch.of(reader.read(index))
    for (const { length } of run([batch], true)) rows += length
    lines += batch.lineCount
  }
  return { rows, lines }
}

describe('search', function () {
  this.timeout(60_000)
  const agrees = ({ file, expr }: { file: Buffer; expr: SearchExpr }, block: number, line: number): void => {
    const sizes = { blockBytes: Math.min(block, line), maxLineBytes: line }
    const expected = plainSearch(file, expr, line).map(({ start }) => start)
    const starts = (whole: boolean, kernels: Kernels): number[] => found(file, expr, sizes, whole, kernels).map(({ start }) => start)
    assert.deepEqual(starts(true, sharedKernels), expected, `${printExpr(expr)} by bytes`)
    assert.deepEqual(starts(true, plainKernels), expected, `${printExpr(expr)} by bytes, without WASM`)
    assert.deepEqual(starts(false, plainKernels), expected, `${printExpr(expr)} by rows`)
    const lines = plainLines(file).length
    assert.deepEqual(counted(file, expr, sizes, sharedKernels), { rows: expected.length, lines }, `${printExpr(expr)} counted`)
  }
  /** The same for records; what they are is held by another test. */
  const agreesOnRecords = ({ file, expr }: { file: Buffer; expr: SearchExpr }, head: string, block: number, line: number): void => {
    const sizes = { blockBytes: Math.min(block, line), maxLineBytes: line }
    const heads = new TableHeadTest([[...Buffer.from(head)].map((byte) => [byte, byte ^ 0x20])])
    const expected = found(file, expr, sizes, false, plainKernels, heads)
    assert.deepEqual(found(file, expr, sizes, true, sharedKernels, heads), expected, `${printExpr(expr)} by bytes`)
    assert.deepEqual(found(file, expr, sizes, true, plainKernels, heads), expected, `${printExpr(expr)} by bytes, without WASM`)
    const lines = plainLines(file).length
    assert.deepEqual(counted(file, expr, sizes, sharedKernels, heads), { rows: expected.length, lines }, `${printExpr(expr)} counted`)
  }
  const block = fc.integer({ min: 1, max: 200 })
  const line = fc.integer({ min: 100, max: 200 })

  it('finds in bytes what it would find in decoded text', () => {
    fc.assert(fc.property(cases, block, line, agrees), { numRuns: RUNS })
  })

  it('knows what every match of a regular expression contains', () => {
    fc.assert(fc.property(regexCases, block, line, agrees), { numRuns: RUNS })
  })

  it('finds texts that follow each other, but not across what a dot does not match', () => {
    fc.assert(fc.property(orderedCases, block, line, agrees), { numRuns: RUNS })
    const some = fc.sample(orderedCases, { numRuns: 200, seed: 1 })
    const meet = some.filter(({ file, expr }) => orderedTexts(expr) && plainSearch(file, expr, 200).length > 0)
    assert.ok(meet.length > 20, `${meet.length} of ${some.length}`)
  })

  it('finds the records around lines', () => {
    const head = fc.constantFrom('a', 'k', 'x', 'er', '5', ' ')
    for (const some of [cases, regexCases, orderedCases]) fc.assert(fc.property(some, head, block, line, agreesOnRecords), { numRuns: RUNS })
  })

  it('gives the text of the lines it finds, without line ends', () => {
    fc.assert(
      fc.property(cases, ({ file, expr }) => {
        const reader = new BlockReader(new MemoryFile(file), 0)
        const ends: number[] = []
        if (file.length > 0) for (const batch of createSearch(expr, context)([LineBatch.of(reader.read(0))])) {
          for (let row = 0; row < batch.length; row++) ends.push((batch as LineBatch).end(row))
        }
        assert.deepEqual(ends, plainSearch(file, expr, 1 << 20).map(({ end }) => end))
      }),
    )
  })

  it('finds in bytes what a regular expression of classes would find in decoded text', () => {
    fc.assert(fc.property(classCases, block, line, agrees), { numRuns: RUNS })
  })

  for (const wasm of [false, true]) {
    it(`drops no line by any of the drivers that there are to choose from (${wasm ? 'wasm' : 'plain'})`, () => {
      const complete = ({ file, expr }: { file: Buffer; expr: SearchExpr }, blockBytes: number): void => {
        const wanted = plainSearch(file, expr, 1 << 12).map(({ start }) => start)
        for (const starts of scanned(file, expr, blockBytes, wasm)) assert.deepEqual(wanted.filter((start) => !starts.has(start)), [], printExpr(expr))
      }
      fc.assert(fc.property(classCases, block, complete), { numRuns: RUNS })
      fc.assert(fc.property(cases, block, complete), { numRuns: RUNS })
    })
  }

  it('derives windows for enough of these expressions to be a test', () => {
    const some = fc.sample(classCases, { numRuns: 400, seed: 1 })
    const windows = some.filter(({ file, expr }) => driversOf(expr).some((driver) => driver.windows.length > 0) && plainSearch(file, expr, 1 << 12).length > 0)
    assert.ok(windows.length > 40, `${windows.length} of ${some.length}`)
  })
})
