import type { ByteSet } from './byteSet.ts'
import type { LineList } from './lineList.ts'
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
  /** To be called before an expression of a format is run on a line: it may not end, and then a watchdog has to know where that was. */
  readonly watch?: () => void
  /**
   * A buffer that the kernels reach without copying. Whoever uses the same kernels gets the same one: what is in it is good until the next
   * user fills it.
   */
  buffer(length: number): Buffer
  /** Newlines (0x0A) in bytes[from, to). */
  countNewlines(bytes: Buffer, from: number, to: number): number
  /**
   * A search for the lines that have one of the patterns, of which there is at least one, and that may have all of the `required` ones. Undefined where
   * there is no fast one.
   */
  lineFinder?(patterns: readonly LinePattern[], required?: readonly RequiredPattern[]): LineFinder | undefined
}

/** Positions that a window of byte sets has at most. */
export const MAX_WINDOW = 16

/**
 * A part of a line.
 * - none: the bytes as they are;
 * - ascii: their ASCII letters in either case;
 * - foreign: k and s also as the Kelvin sign and the long s, which are other cases of these in Unicode.
 */
export interface BytePattern {
  /** Not empty, and without line ends. */
  readonly bytes: Buffer
  readonly folding: 'none' | 'ascii' | 'foreign'
}

/** A run of byte sets: at least one, at most MAX_WINDOW. Only borders may have line ends. */
export interface WindowPattern {
  readonly sets: readonly ByteSet[]
  /** The first (last) set is that of the byte before (behind) the part of the line. Where that would be outside of the file, any line is found. */
  readonly before: boolean
  readonly after: boolean
}

export type LinePattern = BytePattern | WindowPattern

/** Texts that follow each other in a line: the first, somewhere behind it the second, and so on. */
export interface OrderedPattern {
  /** None is empty, and none has line ends. */
  readonly texts: readonly Buffer[]
}

export type RequiredPattern = LinePattern | OrderedPattern

/** Called with the start and the end (without line end) of a line. */
export type OnLine = (start: number, end: number) => void

/**
 * Adds to `found` the lines of the kernels' buffer [from, to) that have one of the patterns, in order; with `heads`, the tables of a test for heads, the records that
 * these are of. `from` is where rows begin. False, and nothing is added, where these bytes have to be searched by other means: so it is where between
 * ordered texts there is what a `.` does not match.
 */
export type LineFinder = (from: number, to: number, found: LineList, heads?: Buffer) => boolean

const NEWLINE = 10
/** So far a loop is done before Buffer's own search has begun: that takes microseconds. */
const NEAR = 256

/** Index of the first newline in bytes[from, to), or -1. */
export function nextNewline(bytes: Buffer, from: number, to: number): number {
  const near = Math.min(to, from + NEAR)
  for (let at = from; at < near; at++) if (bytes[at] === NEWLINE) return at
  if (near >= to) return -1
  const at = bytes.indexOf(NEWLINE, near)
  return at >= 0 && at < to ? at : -1
}

/** Index behind the last newline in bytes[from, to), or `from` where there is none. */
export function lineStartBefore(bytes: Buffer, from: number, to: number): number {
  const near = Math.max(from, to - NEAR)
  for (let at = to; at > near; at--) if (bytes[at - 1] === NEWLINE) return at
  if (near <= from) return from
  const at = bytes.lastIndexOf(NEWLINE, near - 1)
  return at >= from ? at + 1 : from
}

/** Where a line's text ends: without LF, and without the CR of CRLF. */
export function lineTextEnd(bytes: Uint8Array, start: number, newline: number): number {
  return newline > start && bytes[newline - 1] === 13 ? newline - 1 : newline
}

/** Without WASM: for small buffers of any kind, and where WASM is not to be had. */
export const plainKernels: Kernels = {
  buffer: (length) => Buffer.allocUnsafeSlow(length),

  countNewlines(bytes, from, to) {
    let count = 0
    for (let at = nextNewline(bytes, from, to); at >= 0; at = nextNewline(bytes, at + 1, to)) count++
    return count
  },
}

/** Whether a byte is an ASCII letter. */
export function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
