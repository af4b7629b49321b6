import { kernelBinary } from './kernelBinary.ts'
import { plainKernels, type Kernels, type WasmModule } from './kernels.ts'
import { createLineFinder } from './lineFinder.ts'
import { Scratch } from './scratch.ts'

const PAGE_BYTES = 64 * 1024
/** The first page holds what is searched for: needles, masks, tables. */
const BUFFER_AT = PAGE_BYTES
/** Behind the buffer, for what kernels give back. */
const OUT_BYTES = 256 * 1024

interface Exports {
  countNewlines(from: number, to: number): number
}

let compiled: WebAssembly.Module | undefined

/**
 * Kernels over a buffer of `length` bytes in WASM memory. Bytes that are elsewhere are searched by the plain ones. The memory does not
 * grow: growing would detach every view of it.
 */
export function createWasmKernels(length: number): Kernels {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'))
  const outAt = PAGE_BYTES * Math.ceil((BUFFER_AT + length) / PAGE_BYTES)
  const pages = (outAt + OUT_BYTES) / PAGE_BYTES
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } }) as unknown as { exports: Exports }
  const buffer = Buffer.from(memory.buffer, BUFFER_AT, length)
  const scratch = new Scratch(Buffer.from(memory.buffer, 0, BUFFER_AT))
  const wasm: WasmModule = { memory, exports, buffer, bufferAt: BUFFER_AT, scratch, out: Buffer.from(memory.buffer, outAt, OUT_BYTES), outAt }

  return {
    wasm,

    buffer(wanted) {
      if (wanted > length) throw new RangeError(`the buffer has ${length} bytes, not ${wanted}`)
      return buffer
    },

    countNewlines(bytes, from, to) {
      if (bytes !== buffer) return plainKernels.countNewlines(bytes, from, to)
      return exports.countNewlines(BUFFER_AT + from, BUFFER_AT + to)
    },

    lineFinder: (patterns, required = []) => createLineFinder(wasm, patterns, required),
  }
}
