import { Decoder } from '../bytes/decoder.ts'
import type { SourceSpec } from '../bytes/source.ts'
import { byteLineEnds, HEAD_BYTES } from '../lines/block.ts'
import { ENCODED_HEAD_BYTES, EncodedHeads, lineEndsOf } from '../lines/decodingReader.ts'
import { compileHead } from '../records/formats/heads.ts'
import { plain } from '../records/formats/plain.ts'
import { formatNamed } from '../records/formats/registry.ts'
import type { RecordBounds } from './recordStream.ts'

/** How the lines and records of a source begin and end: as those who read its blocks see it. */
export function boundsOf({ encoding, format }: Pick<SourceSpec, 'encoding' | 'format'>, everyLine: boolean, reachBytes?: number): RecordBounds {
  const heads = everyLine ? undefined : compileHead(formatNamed(format ?? plain.name) ?? plain)
  if (encoding === undefined) return { lineEnds: byteLineEnds, heads, headBytes: HEAD_BYTES, reachBytes }
  const decoder = new Decoder(encoding)
  return { lineEnds: lineEndsOf(decoder), heads: heads && new EncodedHeads(heads, decoder), headBytes: ENCODED_HEAD_BYTES, reachBytes }
}
