import { UTF8 } from '../../common/encodings.ts'
import { Decoder } from '../bytes/decoder.ts'
import type { SourceSpec } from '../bytes/source.ts'
import { byteLineEnds, headBytesOf } from '../lines/block.ts'
import { encodedHeadBytes, EncodedHeads, lineEndsOf } from '../lines/decodingReader.ts'
import { compileHead } from '../records/formats/heads.ts'
import { plain } from '../records/formats/plain.ts'
import { sourceFormat } from '../records/formats/userFormat.ts'
import type { RecordBounds } from './recordStream.ts'

/** How the lines and records of a source begin and end: as those who read its blocks see it. */
export function boundsOf(source: Pick<SourceSpec, 'encoding' | 'format' | 'declared'>, everyLine: boolean, reachBytes?: number): RecordBounds {
  const heads = everyLine ? undefined : compileHead(sourceFormat(source) ?? plain)
  const { encoding } = source
  if (encoding === undefined) return { encoding: UTF8.name, lineEnds: byteLineEnds, heads, headBytes: headBytesOf(heads), reachBytes }
  const decoder = new Decoder(encoding)
  return { encoding, lineEnds: lineEndsOf(decoder), heads: heads && new EncodedHeads(heads, decoder), headBytes: encodedHeadBytes(heads), reachBytes }
}
