import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { compileKernels, kernelModule } from '../../../../src/kernels/build.mjs'
import { byteSet } from '../../../../src/engine/lines/byteSet.ts'
import { kernelBinary } from '../../../../src/engine/lines/kernelBinary.ts'
import { MAX_WINDOW, lineStartBefore, nextNewline, plainKernels, type Kernels } from '../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../src/engine/lines/wasmKernels.ts'
import { countNewlines, find, findAny, findWindow } from '../../../support/plainKernels.ts'

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

const needles = fc.stringMatching(/^[abAB@`[{x]{1,6}$/).map((text) => Buffer.from(text))

/** Any bytes, but few different ones, so that windows of them are found. */
const mixed = fc
  .array(fc.oneof(fc.constantFrom(0x00, 0x0f, 0x30, 0x35, 0x41, 0x61, 0x7f, 0x80, 0x8a, 0xff), fc.nat(255)), { maxLength: 120 })
  .map((codes) => Buffer.from(codes))

const rangedMixed = mixed.chain((content) =>
  fc.tuple(fc.nat(content.length), fc.nat(content.length)).map(([a, b]) => ({ content, from: Math.min(a, b), to: Math.max(a, b) })),
)

/** Sets of every shape: ranges, a few bytes, all but a few, bytes of more kinds of rows than the tables hold. */
const byteLists = fc.oneof(
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => allBytes.slice(Math.min(a, b), Math.max(a, b) + 1)),
  fc.uniqueArray(fc.constantFrom(0x00, 0x30, 0x35, 0x41, 0x80, 0xff), { minLength: 1 }),
  fc.uniqueArray(fc.nat(255), { maxLength: 5 }).map((none) => allBytes.filter((byte) => !none.includes(byte))),
  fc.uniqueArray(fc.nat(255), { minLength: 30, maxLength: 200 }),
)
const allBytes = Array.from({ length: 256 }, (_, byte) => byte)
const windows = fc.array(byteLists, { minLength: 1, maxLength: MAX_WINDOW })

describe('engine/lines/kernels', () => {
  const all: [string, Kernels][] = [
    ['plain', plainKernels],
    ['wasm', createWasmKernels(BUFFER_BYTES)],
  ]

  for (const [name, kernels] of all) {
    const buffer = kernels.buffer(BUFFER_BYTES)

    it(`${name}: counts newlines as a loop does`, () => {
      fc.assert(
        fc.property(ranged, ({ content, from, to }) => {
          buffer.fill(10)
          content.copy(buffer)
          assert.equal(kernels.countNewlines(buffer, from, to), countNewlines(content, from, to))
        }),
        { numRuns: 300 },
      )
    })

    it(`${name}: finds bytes, in any case too, as a loop does`, () => {
      const finders = new Map<string, ReturnType<Kernels['finder']>>()
      fc.assert(
        fc.property(ranged, needles, fc.boolean(), ({ content, from, to }, needle, anyCase) => {
          // What is behind the end must not be found.
          buffer.fill(0x61)
          content.copy(buffer)
          const key = `${needle.toString()} ${anyCase}`
          const finder = finders.get(key) ?? kernels.finder(needle, anyCase)
          finders.set(key, finder)
          assert.equal(finder(buffer, from, to), find(content, from, to, needle, anyCase))
        }),
        { numRuns: 2000 },
      )
    })

    it(`${name}: finds windows of byte sets as a loop does`, () => {
      fc.assert(
        fc.property(rangedMixed, windows, ({ content, from, to }, window) => {
          buffer.fill(0x30)
          content.copy(buffer)
          const finder = kernels.windowFinder(window.map(byteSet))
          for (let at = from; at <= to; at++) assert.equal(finder(buffer, at, to), findWindow(content, at, to, window))
        }),
        { numRuns: 1000 },
      )
    })

    it(`${name}: finds any of several needles as a loop does`, () => {
      const several = fc.array(fc.record({ bytes: needles, anyCase: fc.boolean() }), { minLength: 1, maxLength: 20 })
      fc.assert(
        fc.property(ranged, several, ({ content, from, to }, some) => {
          buffer.fill(0x61)
          content.copy(buffer)
          const finder = kernels.anyFinder(some)
          assert.equal(finder(buffer, from, to), findAny(content, from, to, some))
          assert.equal(finder(content, from, to), findAny(content, from, to, some))
        }),
        { numRuns: 2000 },
      )
    })

    it(`${name}: searches bytes that are not in its own buffer`, () => {
      const content = Buffer.from('one\ntwo\nTHREE')
      assert.equal(kernels.countNewlines(content, 0, content.length), 2)
      assert.equal(kernels.finder(Buffer.from('three'), true)(content, 0, content.length), 8)
    })
  }

  it('keeps many searches apart, though there is no room for all', () => {
    const kernels = createWasmKernels(BUFFER_BYTES)
    const buffer = kernels.buffer(BUFFER_BYTES)
    buffer.write(`${'y'.repeat(3000)}39 needle 39`)
    const finders = Array.from({ length: 40 }, (_, i) => kernels.finder(Buffer.from('y'.repeat(3000) + i), false))
    const several = Array.from({ length: 40 }, (_, i) => kernels.anyFinder([{ bytes: Buffer.from(`needle ${i}`), anyCase: false }]))
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(finders.map((find) => find(buffer, 0, 4000)).filter((at) => at >= 0), [0, 0])
      assert.deepEqual(several.map((find) => find(buffer, 0, 4000)).filter((at) => at >= 0), [3003, 3003])
    }
    const long = Buffer.from('z'.repeat(40_000))
    assert.equal(kernels.finder(long, false)(buffer, 0, 4000), -1)
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
