import { basename } from 'node:path'
import { errorOf } from '../../common/errorTexts.ts'
import type { LineEnd, SourceInfo } from '../../common/protocol.ts'
import { ENCODINGS, encodingNamed, UTF8, type Encoding } from '../../common/encodings.ts'
import { Decoder } from './decoder.ts'
import { markOf, refuseUtf32, unicodeOf } from './detectEncoding.ts'
import { FileSource } from './fileSource.ts'
import { splitMemberPath } from './packed/memberPath.ts'
import { packingOf, type Packing } from './packed/packing.ts'
import type { HeldSpool } from './packed/spoolStore.ts'
import type { ByteSource, SourceSpec } from './source.ts'

const SAMPLE_BYTES = 64 * 1024
/** Bytes of a sample in which control characters are counted. */
const CONTROL_BYTES = 4096

/** A source that has been looked at. */
export interface Inspected {
  readonly info: SourceInfo
  readonly spec: SourceSpec
  /** How it is packed, if it is: then all else is of the packed bytes. */
  readonly packing: Packing | undefined
  /** Which file of the archive that it is. */
  readonly member?: string
  /** The spool that its content is read from. */
  readonly held?: HeldSpool
  /** Bytes of its start, middle and end, in UTF-8. */
  readonly samples: readonly Buffer[]
  /** When it was last written: milliseconds since 1970. */
  readonly modified: number
}

/**
 * Opens a file, or an archive for a file in it (`archive.zip:member`), looks at samples of its start, middle and end, and closes it. `encoding`: name of the one that it has, whatever it looks like. Throws
 * SluiceError.
 */
export async function inspectFile(path: string, encoding?: string): Promise<Inspected> {
  const { path: file, member } = splitMemberPath(path)
  const source = FileSource.open(file)
  const found = await inspectSource(source, { path: file, name: basename(file), file: source.key }, source.modified, encoding)
  if (member === undefined) return found
  if (!found.packing) throw errorOf('notFound', 'noArchive', { name: basename(file), member, path })
  return { ...found, member, info: { ...found.info, path } }
}

/** As `inspectFile`, of a source that is open. */
export async function inspectSource(
  source: ByteSource,
  spec: Omit<SourceSpec, 'size' | 'skip'>,
  modified: number,
  encoding?: string,
): Promise<Inspected> {
  const { path, name } = spec
  try {
    const raw = [sample(source, 0)]
    if (source.size > SAMPLE_BYTES) raw.push(sample(source, even(source.size / 2)), sample(source, even(source.size - SAMPLE_BYTES + 1)))
    const packing = packingOf(raw[0])
    const mark = markOf(raw[0])
    if (encoding === undefined) refuseUtf32(raw[0], name)
    const found = packing ? UTF8 : encoding === undefined ? (mark?.encoding ?? unicodeOf(raw) ?? (await guess(raw))) : named(encoding)
    const bom = mark?.encoding === found
    const skip = mark && bom ? mark.bytes : 0
    const samples = found === UTF8 ? raw.map((bytes, i) => wholeLines(bytes, i === 0, raw.length === 1)) : decoded(raw, skip, new Decoder(found.name))
    return {
      packing,
      info: {
        path,
        name,
        size: source.size,
        encoding: found.name,
        bom,
        lineEnd: lineEndOf(samples),
        binary: samples.some(looksBinary),
      },
      spec: { ...spec, size: source.size, skip, ...(found === UTF8 ? {} : { encoding: found.name }) },
      samples,
      modified,
    }
  } finally {
    source.close()
  }
}

function sample(source: ByteSource, position: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, Math.min(SAMPLE_BYTES, source.size - position)))
  return buffer.subarray(0, source.read(buffer, 0, buffer.length, position))
}

/** Without the parts of lines at its ends, if there are lines between; what ends a log may still be written, but of a small one every line counts. */
function wholeLines(bytes: Buffer, isFirst: boolean, isAll: boolean): Buffer {
  const start = isFirst ? 0 : bytes.indexOf(10) + 1
  const end = isAll ? bytes.length : bytes.lastIndexOf(10) + 1
  return start < end ? bytes.subarray(start, end) : bytes
}

/** Where a code unit of two bytes begins. */
function even(position: number): number {
  return 2 * Math.floor(position / 2)
}

function named(name: string): Encoding {
  const encoding = encodingNamed(name)
  if (!encoding) throw errorOf('unsupportedEncoding', 'unknownEncoding', { encoding: name, encodings: ENCODINGS.map((each) => each.name).join(', ') })
  return encoding
}

/** A script of its own (see esbuild.mjs), loaded when it is needed: most logs are UTF-8. */
async function guess(samples: readonly Buffer[]): Promise<Encoding> {
  const { guessEncoding } = await import('./guessEncoding.ts')
  return named(guessEncoding(samples))
}

/** The samples as UTF-8; all but the first begin behind a newline, where they have one. */
function decoded(samples: readonly Buffer[], skip: number, decoder: Decoder): Buffer[] {
  return samples.map((bytes, i) => {
    const newline = i === 0 ? -1 : decoder.nextNewline(bytes, 0, bytes.length)
    return Buffer.from(decoder.text(bytes.subarray(i === 0 ? skip : newline < 0 ? 0 : newline + decoder.unit)))
  })
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
