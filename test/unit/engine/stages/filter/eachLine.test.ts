import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { BlockReader, readerBufferBytes } from '../../../../../src/engine/lines/block.ts'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { CHUNK_BYTES } from '../../../../../src/engine/stages/filter/byteScan.ts'
import { eachLine } from '../../../../../src/engine/stages/filter/eachLine.ts'
import { MemoryFile } from '../../../../support/memoryFile.ts'

const BLOCK_BYTES = 256 * 1024
const MAX_LINE_BYTES = 512 * 1024
const kernels = createWasmKernels(readerBufferBytes(BLOCK_BYTES, MAX_LINE_BYTES, BLOCK_BYTES))

/** What decodes to as many units as it has bytes, to fewer, and to replacement characters, with line ends near it. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', ' ', '\n', '\n', '\r\n', '\r', '\n\r\n').map((text) => Buffer.from(text)) },
  { weight: 3, arbitrary: fc.constantFrom('é', '\u2028', '\u0085', '😀', '\ufeff', '\ufffd').map((text) => Buffer.from(text)) },
  { weight: 3, arbitrary: fc.constantFrom([0xff], [0xe2, 0x84], [0xed, 0xa0, 0x80], [0xc3], [0xf0, 0x9f], [0xc0, 0x8a], [0xe2, 0x0a], [0xf0, 0x9f, 0x0d, 0x0a]).map((codes) => Buffer.from(codes)) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(300), 'é'.repeat(CHUNK_BYTES / 4 - 3), 'y'.repeat(CHUNK_BYTES / 2 - 2), `${'z'.repeat(99)}\n`.repeat(1200)).map((text) => Buffer.from(text)) },
)
const contents = fc.array(piece, { maxLength: 40 }).map((parts) => Buffer.concat(parts).subarray(0, BLOCK_BYTES))

/** Each line decoded on its own. */
function plainLines(bytes: Buffer): [number, number, string][] {
  const lines: [number, number, string][] = []
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start)
    const behind = newline < 0 ? bytes.length : newline
    const end = newline > start && bytes[newline - 1] === 13 ? newline - 1 : behind
    lines.push([start, end, bytes.toString('utf8', start, end)])
    start = behind + 1
  }
  return lines
}

describe('engine/stages/filter/eachLine', () => {
  for (const [name, used] of [['wasm', kernels], ['plain', plainKernels]] as const) {
    it(`gives each line with the text that its bytes decode to, with ${name} kernels`, () => {
      fc.assert(
        fc.property(contents, (bytes) => {
          const options = { blockBytes: BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES, reachBytes: BLOCK_BYTES, kernels: used }
          const block = new BlockReader(new MemoryFile(bytes), 0, options).read(0)
          const lines: [number, number, string][] = []
          const { first } = block
          if (first < block.stop) eachLine(block, first, block.stop, (start, end, text) => lines.push([start - first, end - first, text]))
          assert.deepEqual(lines, plainLines(bytes))
        }),
        { numRuns: 200 },
      )
    })
  }
})
