import { kernelBinary } from './kernelBinary.ts'
import { isLetter, plainKernels, type BytePattern, type Finder, type Kernels } from './kernels.ts'
import { Scratch, type Placed } from './scratch.ts'
import { anyTables, windowTables } from './searchTables.ts'

const PAGE_BYTES = 64 * 1024
/** The first page holds what is searched for: needles, masks, tables. */
const BUFFER_AT = PAGE_BYTES
/** Behind the buffer, for what kernels give back. */
const OUT_BYTES = 256 * 1024

interface Exports {
  countNewlines(from: number, to: number): number
  findMasked(from: number, to: number, needle: number, mask: number, length: number, first: number, second: number): number
  findWindow(
    ...args: [from: number, to: number, sets: number, tables: number, length: number, a: number, b: number, c: number, d: number]
  ): number
  findAny(from: number, to: number, tables: number, shortest: number, first: number, second: number, third: number): number
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

  /** A finder over the buffer; `search` gets addresses and gives one, or -1. `plain` searches what is elsewhere. */
  const finderOf = (placed: Placed | undefined, plain: Finder, search: (from: number, to: number, at: number) => number): Finder => {
    if (!placed) return plain
    return (bytes, from, to) => {
      if (bytes !== buffer) return plain(bytes, from, to)
      const place = search(BUFFER_AT + from, BUFFER_AT + to, placed.address())
      return place < 0 ? -1 : place - BUFFER_AT
    }
  }

  return {
    wasm: { memory, exports, buffer, bufferAt: BUFFER_AT, scratch, out: Buffer.from(memory.buffer, outAt, OUT_BYTES), outAt },

    buffer(wanted) {
      if (wanted > length) throw new RangeError(`the buffer has ${length} bytes, not ${wanted}`)
      return buffer
    },

    countNewlines(bytes, from, to) {
      if (bytes !== buffer) return plainKernels.countNewlines(bytes, from, to)
      return exports.countNewlines(BUFFER_AT + from, BUFFER_AT + to)
    },

    finder(needle, anyCase) {
      const size = needle.length
      const plain = plainKernels.finder(needle, anyCase)
      if (size === 0) return plain
      const placed = scratch.place(2 * size, () => masked({ bytes: needle, anyCase }))
      const [first, second] = rarest(needle)
      return finderOf(placed, plain, (from, to, at) => exports.findMasked(from, to, at, at + size, size, first, second))
    },

    windowFinder(sets) {
      const { content, probes } = windowTables(sets)
      const placed = scratch.place(content.length, () => content)
      const search = (from: number, to: number, at: number): number =>
        exports.findWindow(from, to, at, at + 512, sets.length, ...probes)
      return finderOf(placed, plainKernels.windowFinder(sets), search)
    },

    anyFinder(needles) {
      const { length, contentAt, shortest, probes } = anyTables(needles, masked)
      const placed = scratch.place(length, contentAt)
      return finderOf(placed, plainKernels.anyFinder(needles), (from, to, at) => exports.findAny(from, to, at, shortest, ...probes))
    },
  }
}

/** A needle as it is compared, followed by the mask that a text is or-ed with before. */
function masked({ bytes, anyCase }: BytePattern): Buffer {
  const size = bytes.length
  const all = Buffer.alloc(2 * size)
  for (let i = 0; i < size; i++) {
    // A letter's two cases differ in one bit, which the mask sets.
    const mask = anyCase && isLetter(bytes[i]) ? 0x20 : 0
    all[i] = bytes[i] | mask
    all[size + i] = mask
  }
  return all
}

/** Places of the two bytes of a needle that are rarest in logs, by a rough ranking. */
function rarest(needle: Buffer): [number, number] {
  const order = [...needle.keys()].sort((a, b) => commonness(needle[a]) - commonness(needle[b]))
  return [order[0], order[1] ?? order[0]]
}

function commonness(byte: number): number {
  const char = String.fromCharCode(byte)
  if (byte === 0x20 || byte === 0x30) return 10
  const rank = 'etaoinsrldc:=-.1m2pu/h53gfy4678b9w,'.indexOf(char.toLowerCase())
  if (rank >= 0) return 9 - rank / 10
  return byte < 0x80 ? 1 : 2
}
