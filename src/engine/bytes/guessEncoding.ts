import { analyse } from 'chardet'
import { encodingNamed, WINDOWS_1252, type Encoding } from '../../common/encodings.ts'
import { Decoder } from './decoder.ts'

/** Bytes of lines with more than ASCII in them that are looked at. */
const EXCERPT_BYTES = 4 * 1024
/** A guess with less confidence (of 100) is none. */
const LEAST_CONFIDENCE = 10
/** One in so many characters beyond ASCII may be invalid. */
const MOST_INVALID = 1 / 50
/** Letters with marks stand among others of ASCII: bytes beyond it in longer runs than this on average are other scripts. */
const LATIN_RUN = 3
const LATIN = /^(?:Western|Central|Baltic|Turkish|Vietnamese)/
/** Another Latin encoding must be surer by so much: most words do without the letters in which they differ. */
const WESTERN_BONUS = 1.25

/** The name of the most likely encoding of samples that have bytes beyond ASCII and are no Unicode; Windows-1252, in which every byte is a character, where none is likely. */
export function guessEncoding(samples: readonly Buffer[]): string {
  const excerpt = excerptOf(samples)
  const latin = meanRun(excerpt) < LATIN_RUN
  let best = WINDOWS_1252
  let most = LEAST_CONFIDENCE - 1
  for (const { name, confidence } of analyse(excerpt)) {
    const encoding = encodingNamed(name)
    if (!encoding || encoding.region.startsWith('Unicode') || (!latin && LATIN.test(encoding.region))) continue
    const weighed = encoding === WINDOWS_1252 ? confidence * WESTERN_BONUS : confidence
    if (weighed <= most || !isValid(excerpt, encoding)) continue
    best = encoding
    most = weighed
  }
  return best.name
}

/** Mean length of the runs of bytes beyond ASCII. */
function meanRun(bytes: Buffer): number {
  let beyond = 0
  let runs = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x80) continue
    beyond++
    if (at === 0 || bytes[at - 1] < 0x80) runs++
  }
  return beyond / Math.max(1, runs)
}

/** The rest says nothing, and makes every encoding that has ASCII look alike. */
function excerptOf(samples: readonly Buffer[]): Buffer {
  const lines: Buffer[] = []
  let bytes = 0
  for (const sample of samples) {
    for (let start = 0; start < sample.length && bytes < EXCERPT_BYTES; ) {
      const newline = sample.indexOf(10, start)
      const end = newline < 0 ? sample.length : newline + 1
      const line = sample.subarray(start, end)
      if (line.some((byte) => byte >= 0x80)) {
        lines.push(line)
        bytes += line.length
      }
      start = end
    }
  }
  return Buffer.concat(lines).subarray(0, EXCERPT_BYTES)
}

function isValid(bytes: Buffer, encoding: Encoding): boolean {
  // The last character may be cut off.
  const text = new Decoder(encoding.name).text(bytes).slice(0, -2)
  const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0
  const invalid = text.match(/[\ufffd\x80-\x9f]/g)?.length ?? 0
  return invalid <= beyond * MOST_INVALID
}
