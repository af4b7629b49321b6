import { basename } from 'node:path'
import { SluiceError } from '../../common/errors.ts'
import type { LineEnd, SourceInfo } from '../../common/protocol.ts'
import { FileSource } from './fileSource.ts'
import type { ByteSource, SourceSpec } from './source.ts'

const SAMPLE_BYTES = 64 * 1024
/** Bytes of a sample in which control characters are counted. */
const CONTROL_BYTES = 4096

/** A source that has been looked at. */
export interface Inspected {
  readonly info: SourceInfo
  readonly spec: SourceSpec
  /** Bytes of its start, middle and end. */
  readonly samples: readonly Buffer[]
  /** When it was last written: milliseconds since 1970. */
  readonly modified: number
}

/** Opens a file, looks at samples of its start, middle and end, and closes it. Throws SluiceError. */
export function inspectFile(path: string): Inspected {
  const source = FileSource.open(path)
  try {
    const head = sample(source, 0)
    const bom = head.length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
    refuseUtf16(head, path)
    const samples = [head]
    if (source.size > SAMPLE_BYTES) {
      samples.push(sample(source, Math.floor(source.size / 2)), sample(source, source.size - SAMPLE_BYTES))
    }
    return {
      info: {
        path,
        name: basename(path),
        size: source.size,
        encoding: 'UTF-8',
        bom,
        lineEnd: lineEndOf(samples),
        binary: samples.some(looksBinary),
      },
      spec: { path, name: basename(path), size: source.size, file: source.key, skip: bom ? 3 : 0 },
      samples,
      modified: source.modified,
    }
  } finally {
    source.close()
  }
}

function sample(source: ByteSource, position: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, Math.min(SAMPLE_BYTES, source.size - position)))
  return buffer.subarray(0, source.read(buffer, 0, buffer.length, position))
}

function refuseUtf16(head: Buffer, path: string): void {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0
  if (mark !== 0xfffe && mark !== 0xfeff) return
  throw new SluiceError(
    'unsupportedEncoding',
    `${basename(path)} is UTF-16 (${mark === 0xfffe ? 'LE' : 'BE'}), which Sluice cannot read yet. Convert it first: iconv -f UTF-16 -t UTF-8`,
  )
}

/** Line ends in the samples; a CR counts only right before an LF. */
export function lineEndOf(samples: readonly Buffer[]): LineEnd {
  let lf = 0
  let crlf = 0
  for (const bytes of samples) {
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
      if (at > 0 && bytes[at - 1] === 13) crlf++
      else lf++
    }
  }
  if (lf + crlf === 0) return 'none'
  return crlf === 0 ? 'LF' : lf === 0 ? 'CRLF' : 'mixed'
}

/** True if the bytes have a NUL, or control characters (other than white space and ESC) in more than one byte of twenty of the first ones. */
export function looksBinary(bytes: Buffer): boolean {
  if (bytes.includes(0)) return true
  // A loop over all of the samples would take as long as a search of 50 MB.
  const first = bytes.subarray(0, CONTROL_BYTES)
  let controls = 0
  for (let i = 0; i < first.length; i++) {
    const byte = first[i]
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) controls++
  }
  return controls * 20 > first.length
}
