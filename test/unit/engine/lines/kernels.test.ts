import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { compileKernels, kernelModule } from '../../../../src/kernels/build.mjs'
import { byteSet } from '../../../../src/engine/lines/byteSet.ts'
import { kernelBinary } from '../../../../src/engine/lines/kernelBinary.ts'
import {
  MAX_WINDOW,
  lineStartBefore,
  nextNewline,
  plainKernels,
  type BytePattern,
  type Kernels,
  type LinePattern,
  type RequiredPattern,
  type WindowPattern,
} from '../../../../src/engine/lines/kernels.ts'
import { LineList } from '../../../../src/engine/lines/lineList.ts'
import { createWasmKernels } from '../../../../src/engine/lines/wasmKernels.ts'
import { TableHeadTest } from '../../../../src/engine/records/formats/heads.ts'
import { countNewlines, findLines, recordsOf } from '../../../support/plainKernels.ts'

const BUFFER_BYTES = 4096

/** Bytes with newlines near and far from each other, and letters that differ from others in the case bit only. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constant('\n'),
      fc.nat(60).map((length) => 'x'.repeat(length)),
      fc.constant('\n'.repeat(300)),
      fc.constantFrom('ab', 'AB', '@`', 'aB[{', 'b'.repeat(17)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join('')).subarray(0, BUFFER_BYTES))

const ranged = bytes.chain((all) =>
  fc.tuple(fc.constant(all), fc.nat(all.length), fc.nat(all.length)).map(([content, a, b]) => ({
    content,
    from: Math.min(a, b),
    to: Math.max(a, b),
  })),
)

/** Text with letters that differ from others in the case bit only, that have other cases beyond ASCII, and the beginnings of such. */
const texts = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'A', 'B', '@', '`', '[', '{', 'k', 's', 'K', 'S', '\u212a', 'ſ') },
      { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', 'x'.repeat(40), '\u2124', 'Ž') },
    ),
    { maxLength: 150 },
  )
  .map((parts) => Buffer.from(parts.join('')))
const needle = fc.record({
  bytes: fc.stringMatching(/^[abAB@`[{ksKS]{1,6}$/).map((text) => Buffer.from(text)),
  folding: fc.constantFrom<BytePattern['folding']>('none', 'ascii', 'foreign'),
})

/** Any bytes, but few different ones, so that windows of them are found. */
const mixed = fc
  .array(fc.oneof(fc.constantFrom(0x00, 0x0a, 0x0d, 0x30, 0x35, 0x41, 0x61, 0x7f, 0x80, 0x8a, 0xff), fc.nat(255)), { maxLength: 200 })
  .map((codes) => Buffer.from(codes))

const allBytes = Array.from({ length: 256 }, (_, byte) => byte)
/** Sets of every shape: ranges, a few bytes, all but a few, bytes of more kinds of rows than the tables hold. */
const byteLists = fc.oneof(
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => allBytes.slice(Math.min(a, b), Math.max(a, b) + 1)),
  fc.uniqueArray(fc.constantFrom(0x00, 0x30, 0x35, 0x41, 0x80, 0xff), { minLength: 1 }),
  fc.uniqueArray(fc.nat(255), { maxLength: 5 }).map((none) => allBytes.filter((byte) => !none.includes(byte))),
  fc.uniqueArray(fc.nat(255), { minLength: 30, maxLength: 200 }),
)
const window = fc
  .record({ lists: fc.array(byteLists, { minLength: 1, maxLength: MAX_WINDOW }), before: fc.boolean(), after: fc.boolean() })
  .filter(({ lists, before, after }) => lists.length > Number(before) + Number(after))
  .map(({ lists, before, after }): WindowPattern => {
    const isBorder = (i: number): boolean => (before && i === 0) || (after && i === lists.length - 1)
    return { sets: lists.map((list, i) => byteSet(list.filter((byte) => byte !== 10 || isBorder(i)))), before, after }
  })

/** Which part of the bytes is searched: from the start of a line to anywhere. */
const part = fc.record({ line: fc.nat(20), end: fc.nat(400) })

function partOf(content: Buffer, { line, end }: { line: number; end: number }): [from: number, to: number] {
  const starts = [0, ...[...content.keys()].filter((at) => content[at] === 10).map((at) => at + 1)]
  const from = starts[line % starts.length]
  return [from, Math.min(content.length, from + end)]
}

const rowsOf = ({ starts, ends, count }: LineList): number[][] => Array.from({ length: count }, (_, i) => [starts[i], ends[i]])

describe('engine/lines/kernels', () => {
  const all: [string, Kernels][] = [
    ['plain', plainKernels],
    ['wasm', createWasmKernels(BUFFER_BYTES)],
  ]

  for (const [name, kernels] of all) {
    it(`${name}: counts newlines as a loop does`, () => {
      const buffer = kernels.buffer(BUFFER_BYTES)
      fc.assert(
        fc.property(ranged, ({ content, from, to }) => {
          buffer.fill(10)
          content.copy(buffer)
          assert.equal(kernels.countNewlines(buffer, from, to), countNewlines(content, from, to))
        }),
        { numRuns: 300 },
      )
    })
  }

  describe('finds lines as loops do', () => {
    const kernels = createWasmKernels(BUFFER_BYTES)
    const buffer = kernels.buffer(BUFFER_BYTES)

    /** False where the kernels leave it to others. */
    function agrees(content: Buffer, [from, to]: readonly [number, number], patterns: readonly LinePattern[], required: readonly RequiredPattern[] = []): boolean {
      // What is behind the end must not be found.
      buffer.fill(0x61)
      content.copy(buffer)
      const find = kernels.lineFinder?.(patterns, required)
      const list = new LineList()
      const found = find?.(from, to, list) ?? false
      const lines = rowsOf(list)
      assert.deepEqual(lines, found ? findLines(content, from, to, patterns, required) : [])
      assert.ok(list.newlines === -1 || list.newlines === countNewlines(content, from, to))
      const counted = new LineList(true)
      assert.equal(find?.(from, to, counted) ?? false, found)
      assert.deepEqual([counted.count, counted.newlines], [lines.length, list.newlines])
      return found
    }

    it('with a text, and with two', () => {
      const few = fc.array(needle, { minLength: 1, maxLength: 2 })
      fc.assert(
        fc.property(texts, part, few, (content, where, patterns) => {
          const found = agrees(content, partOf(content, where), patterns)
          assert.equal(found, patterns.every(({ bytes, folding }) => folding !== 'foreign' || !/^[ks]+$/i.test(bytes.toString())))
        }),
        { numRuns: 4000 },
      )
    })

    it('with any of many texts', () => {
      const many = fc.array(needle, { minLength: 3, maxLength: 20 })
      fc.assert(
        fc.property(texts, part, many, (content, where, patterns) => {
          const [from, to] = partOf(content, where)
          const hasForeign = /[\u212aſ]/.test(content.toString('utf8', from, to))
          const found = agrees(content, [from, to], patterns)
          assert.ok(found || (hasForeign && patterns.some(({ folding }) => folding === 'foreign')))
        }),
        { numRuns: 4000 },
      )
    })

    it('with windows of byte sets, alone and beside texts', () => {
      fc.assert(
        fc.property(mixed, part, fc.array(window, { minLength: 1, maxLength: 3 }), fc.array(needle, { maxLength: 4 }), (content, where, windows, needles) => {
          const plain = needles.map((one): BytePattern => ({ ...one, folding: 'none' }))
          assert.ok(agrees(content, partOf(content, where), [...plain, ...windows]))
        }),
        { numRuns: 4000 },
      )
    })

    it('with one of some patterns and all of others', () => {
      const pattern = fc.oneof(window, needle.filter(({ folding, bytes }) => folding !== 'foreign' || !/^[ks]+$/i.test(bytes.toString())))
      const some = fc.array(pattern, { minLength: 1, maxLength: 2 })
      fc.assert(
        fc.property(fc.oneof(mixed, texts), part, some, some, (content, where, patterns, required) => {
          assert.ok(agrees(content, partOf(content, where), patterns, required))
        }),
        { numRuns: 4000 },
      )
    })

    it('with one of some texts and others in their order, unless a dot does not match what is between', () => {
      const parts = fc.constantFrom('a', 'b', 'ab', 'x', ' ', '\n', '\r\n', '\r', '\u2028', '\u2029', '\u2027', 'x'.repeat(30))
      const content = fc.array(parts, { maxLength: 60 }).map((list) => Buffer.from(list.join('')))
      const ordered = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 2, maxLength: 4 })
      fc.assert(
        fc.property(content, part, ordered, (bytes, where, all) => {
          const texts = all.map((text) => Buffer.from(text))
          const found = agrees(bytes, partOf(bytes, where), [{ bytes: texts[0], folding: 'none' }], [{ texts }])
          assert.ok(found || /[\r\u2028\u2029]/.test(bytes.toString()))
        }),
        { numRuns: 4000 },
      )
    })

    it('and the records around them', () => {
      const patterns = fc.array(needle, { minLength: 1, maxLength: 4 })
      fc.assert(
        fc.property(texts, part, patterns, fc.constantFrom('a', 'ks', 'x'), (content, where, needles, head) => {
          const [from, to] = partOf(content, where)
          buffer.fill(0x61)
          content.copy(buffer)
          const plain = needles.map((one): BytePattern => ({ ...one, folding: 'ascii' }))
          const heads = new TableHeadTest([[...Buffer.from(head)].map((byte) => [byte])])
          const expected = recordsOf(content, from, to, (line) => heads.test(content, line, to), findLines(content, from, to, plain, []))
          const list = new LineList()
          const counted = new LineList(true)
          const find = kernels.lineFinder?.(plain)
          assert.ok(find?.(from, to, list, heads.tables) && find(from, to, counted, heads.tables))
          assert.deepEqual(rowsOf(list), expected)
          assert.deepEqual([counted.count, counted.newlines], [expected.length, list.newlines])
        }),
        { numRuns: 4000 },
      )
    })

    it('that are more than there is room for at once', () => {
      const large = createWasmKernels(1 << 20)
      const bytes = large.buffer(1 << 20)
      for (let at = 0; at < bytes.length; at += 4) bytes.write(at % 20 === 0 ? 'ab\r\n' : 'ba.\n', at)
      const pattern: LinePattern = { bytes: Buffer.from('B'), folding: 'ascii' }
      const find = large.lineFinder?.([pattern])
      const lines = new LineList()
      lines.push(0, 0)
      assert.ok(find?.(0, bytes.length, lines))
      assert.deepEqual(rowsOf(lines), [[0, 0], ...findLines(bytes, 0, bytes.length, [pattern], [])])
      const counted = new LineList(true)
      assert.ok(find?.(0, bytes.length, counted))
      assert.deepEqual([counted.count, counted.newlines], [lines.count - 1, bytes.length / 4])
    })

    it('chooses other places to look at first where a text is common', () => {
      const log = Buffer.from(`${'took 12ms user=ann\n'.repeat(150)}took 1234ms user=bob\n${'took 12ms user=ann\n'.repeat(10)}`)
      const digit = byteSet([...Array(10).keys()].map((i) => 0x30 + i))
      const took = [...'took '].map((char) => byteSet([char.charCodeAt(0)]))
      assert.ok(agrees(log, [0, log.length], [{ sets: [...took, digit, digit, digit, digit], before: false, after: false }]))
    })
  })

  it('keeps many searches apart, though there is no room for all', () => {
    const kernels = createWasmKernels(BUFFER_BYTES)
    const buffer = kernels.buffer(BUFFER_BYTES)
    buffer.write(`${'y'.repeat(3000)}39 needle 39\n`)
    const finder = (text: string) => kernels.lineFinder?.([{ bytes: Buffer.from(text), folding: 'none' }])
    const finders = Array.from({ length: 40 }, (_, i) => finder('y'.repeat(3000) + i))
    for (let round = 0; round < 2; round++) {
      const found = finders.map((find) => {
        const lines = new LineList()
        assert.ok(find?.(0, 4000, lines))
        return lines.count
      })
      assert.deepEqual(found, finders.map((_, i) => (i === 3 || i === 39 ? 1 : 0)))
    }
    assert.equal(finder('z'.repeat(40_000)), undefined)
  })

  it('is made from its source', async function () {
    this.timeout(30_000)
    const made = kernelModule(await compileKernels())
    assert.ok(made.includes(kernelBinary), 'run: npm run build:kernels')
  })

  it('finds the next newline and the start of the last line as a loop does', () => {
    fc.assert(
      fc.property(ranged, ({ content, from, to }) => {
        let next = -1
        let start = from
        for (let i = from; i < to; i++) {
          if (content[i] !== 10) continue
          if (next < 0) next = i
          start = i + 1
        }
        assert.equal(nextNewline(content, from, to), next)
        assert.equal(lineStartBefore(content, from, to), start)
      }),
      { numRuns: 300 },
    )
  })
})
