import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { BytePattern } from '../../../../src/engine/lines/kernels.ts'
import { LineList } from '../../../../src/engine/lines/lineList.ts'
import { createWasmKernels } from '../../../../src/engine/lines/wasmKernels.ts'
import { countNewlines, findLines } from '../../../support/plainKernels.ts'

/** The kernel looks at the rows of about 8 KB to choose how it counts those in the next ones. */
const STEP_BYTES = 127 * 64
const MOST_PARTS = 4
const BUFFER_BYTES = 8 * MOST_PARTS * STEP_BYTES

const kernels = createWasmKernels(BUFFER_BYTES)
const buffer = kernels.buffer(BUFFER_BYTES)

/** Texts of letters that differ from others in the case bit only, that have another case beyond ASCII, and of a newline's neighbour. */
const pattern = fc.record({
  bytes: fc.stringMatching(/^[ks]{0,2}[abAB@`\x0b]{1,8}[ks]?$/).map((text) => Buffer.from(text)),
  folding: fc.constantFrom<BytePattern['folding']>('none', 'ascii', 'foreign'),
})

/** A few lines, which have the text or nearly, again and again. */
function partOf(text: string): fc.Arbitrary<Buffer> {
  const near = fc.nat(text.length - 1).map((at) => `${text.slice(0, at)}~${text.slice(at + 1)}`)
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(text, text.toLowerCase(), text.toUpperCase()) },
    { weight: 3, arbitrary: near },
    { weight: 3, arbitrary: fc.constantFrom('\n', '\n', '\r\n', '\n\n', text.slice(1), text.slice(0, -1), `${text.slice(0, -1)}\n${text.slice(-1)}`) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom('x', 'a'), fc.nat(70)).map(([filler, length]) => filler.repeat(length)) },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(300), '\n'.repeat(130), '\0\xff', text.replace(/k/g, '\u212a').replace(/s/g, 'ſ')) },
  )
  return fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 3 * STEP_BYTES }))
    .map(([pieces, length]) => {
      const once = Buffer.from(pieces.join(''))
      return Buffer.alloc(once.length > 0 ? length : 0, once)
    })
}

const cases = pattern.chain((text) =>
  fc.record({ text: fc.constant(text), parts: fc.array(partOf(text.bytes.toString()), { minLength: 1, maxLength: MOST_PARTS }), from: fc.nat(200) }),
)

describe('engine/lines, rows that are only counted', function () {
  this.timeout(60_000)

  it('are as many as a loop finds, however many of the lines have the text, here or there', () => {
    fc.assert(
      fc.property(cases, ({ text, parts, from: about }) => {
        const content = Buffer.concat(parts)
        const from = content.subarray(0, about).lastIndexOf(10) + 1
        fc.pre(from < content.length)
        // What is behind the end must not be found.
        buffer.fill(text.bytes)
        content.copy(buffer)
        const list = new LineList(true)
        assert.ok(kernels.lineFinder?.([text])?.(from, content.length, list))
        const lines = findLines(content, from, content.length, [text], [])
        assert.deepEqual([list.count, list.newlines], [lines.length, countNewlines(content, from, content.length)])
      }),
      { numRuns: 150 },
    )
  })

  it('are as many wherever their ends are when the kernel begins or ends to count in another way', () => {
    const text = 'aaaaaaaaaaaQ'
    const line = 'a'.repeat(20)
    const find = kernels.lineFinder?.([{ bytes: Buffer.from(text), folding: 'none' }])
    for (const has of [`${text}\n`, `${text}\n${line}\n`, `${line}${text}${line}\n${line}\n\n`]) {
      const often = Math.ceil((2 * STEP_BYTES) / has.length)
      for (let at = 0; at < 2 * has.length; at++) {
        const content = Buffer.from('x'.repeat(at) + has.repeat(often) + `${line}\n`.repeat(STEP_BYTES / 8) + has.repeat(often))
        content.copy(buffer)
        const list = new LineList(true)
        assert.ok(find?.(0, content.length, list))
        assert.deepEqual([list.count, list.newlines], [2 * often, countNewlines(content, 0, content.length)], `${has} at ${at}`)
      }
    }
  })
})
