import type { ByteSet } from './byteSet.ts'
import type { Scratch } from './scratch.ts'

/** The compiled module with its memory, for the wrappers of kernels that belong to a folder further on. */
export interface WasmModule {
  readonly memory: WebAssembly.Memory
  /** Functions of src/kernels; whoever calls one states its type. */
  readonly exports: object
  /** The buffer of the kernels, and its address. */
  readonly buffer: Buffer
  readonly bufferAt: number
  /** Room for tables, from address 0 on. */
  readonly scratch: Scratch
  /** Room for what a kernel gives back, and its address; what is there is good until the next call of any kernel. */
  readonly out: Buffer
  readonly outAt: number
}

/** The byte-level inner loops, behind one interface: in plain JavaScript here, as WASM with SIMD in wasmKernels.ts. */
export interface Kernels {
  /** Undefined for plain ones. */
  readonly wasm?: WasmModule
  /**
   * A buffer that the kernels reach without copying. Whoever uses the same kernels gets the same one: what is in it is good until the next
   * user fills it.
   */
  buffer(length: number): Buffer
  /** Newlines (0x0A) in bytes[from, to). */
  countNewlines(bytes: Buffer, from: number, to: number): number
  /** A search for `needle` in bytes[from, to): the index of the first place, or -1. `anyCase`: its ASCII letters in either case. */
  finder(needle: Buffer, anyCase: boolean): Finder
  /** A search for a place where each byte is in the set of its position: at least one set, at most MAX_WINDOW. */
  windowFinder(sets: readonly ByteSet[]): Finder
  /** A search for the first place of any of the needles, of which there is at least one; none is empty. */
  anyFinder(needles: readonly BytePattern[]): Finder
}

/** Positions that a window of byte sets has at most. */
export const MAX_WINDOW = 16

/** Bytes, of which the ASCII letters may be in either case. */
export interface BytePattern {
  readonly bytes: Buffer
  readonly anyCase: boolean
}

export type Finder = (bytes: Buffer, from: number, to: number) => number

const NEWLINE = 10

/** Index of the first newline in bytes[from, to), or -1. */
export function nextNewline(bytes: Buffer, from: number, to: number): number {
  const at = bytes.indexOf(NEWLINE, from)
  return at >= 0 && at < to ? at : -1
}

/** Index behind the last newline in bytes[from, to), or `from` where there is none. */
export function lineStartBefore(bytes: Buffer, from: number, to: number): number {
  if (to <= from) return from
  const at = bytes.lastIndexOf(NEWLINE, to - 1)
  return at >= from ? at + 1 : from
}

/** Without WASM: for small buffers of any kind, and where WASM is not to be had. */
export const plainKernels: Kernels = {
  buffer: (length) => Buffer.allocUnsafeSlow(length),

  countNewlines(bytes, from, to) {
    let count = 0
    for (let at = nextNewline(bytes, from, to); at >= 0; at = nextNewline(bytes, at + 1, to)) count++
    return count
  },

  finder(needle, anyCase) {
    if (!anyCase) {
      return (bytes, from, to) => {
        const at = bytes.subarray(0, to).indexOf(needle, from)
        return at < 0 ? -1 : at
      }
    }
    const regex = new RegExp([...needle].map(anyCasePattern).join(''), 'g')
    return (bytes, from, to) => {
      const at = bytes.toString('latin1', from, to).search(regex)
      return at < 0 ? -1 : from + at
    }
  },

  windowFinder: (sets) => (bytes, from, to) => {
    for (let at = from; at + sets.length <= to; at++) if (sets.every((set, i) => set[bytes[at + i]] === 1)) return at
    return -1
  },

  anyFinder(needles) {
    const finders = needles.map(({ bytes, anyCase }) => plainKernels.finder(bytes, anyCase))
    return (bytes, from, to) => {
      let first = -1
      for (const find of finders) {
        const at = find(bytes, from, to)
        if (at >= 0 && (first < 0 || at < first)) first = at
      }
      return first
    }
  },
}

function anyCasePattern(byte: number): string {
  const escape = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`
  return isLetter(byte) ? `[${escape(byte | 0x20)}${escape(byte & ~0x20)}]` : escape(byte)
}

/** Whether a byte is an ASCII letter. */
export function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
