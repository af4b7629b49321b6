/**
 * What container tools put before each line of a log of any format. A prefix is found in the first PREFIX_BYTES of a line, one inside of
 * another, which only `stamped` may be, in STAMPED_BYTES.
 */
import { lookUpWord } from '../levelWords.ts'
import { colorEnd } from '../levels.ts'
import { compileTime } from '../time/readers.ts'

export const PREFIXES = {
  /** `2026-05-01T12:00:00.123456789Z stdout F text`: files of container runtimes; P for a part of a line. */
  cri: { title: 'Kubernetes container (CRI)', fields: ['stream', 'tag'] },
  /** `web-1  | text`, perhaps in colours */
  compose: { title: 'docker compose', fields: ['container'] },
  /** `[pod/web-abc/app] text`: kubectl logs --prefix */
  kubectl: { title: 'kubectl', fields: ['pod', 'container'] },
  /** `2026-05-01T12:00:00.123456789Z text`: --timestamps */
  stamped: { title: 'Container time stamps', fields: [] },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly fields: readonly string[] }>>

export type PrefixKind = keyof typeof PREFIXES
export const PREFIX_KINDS = Object.keys(PREFIXES) as PrefixKind[]

export const PREFIX_BYTES = 144
export const STAMPED_BYTES = 40

const SPACE = 0x20
const BAR = 0x7c
const SLASH = 0x2f
const CLOSE = 0x5d
const ESCAPE = 0x1b

/** Reads the prefix of one line after the other. */
export class PrefixReader {
  /** Of its fields. */
  readonly names: readonly string[]
  readonly starts = new Int32Array(2)
  readonly ends = new Int32Array(2)
  /** Milliseconds since 1970 of the line that was read last; NaN without. */
  time = NaN
  timeStart = 0
  timeEnd = 0
  /** Where what it stands before begins. */
  at = 0
  private readonly kind: PrefixKind
  private readonly stamps = compileTime([{ kind: 'iso' }])

  constructor(kind: PrefixKind) {
    this.kind = kind
    this.names = PREFIXES[kind].fields
  }

  /** False where bytes[start, end) do not begin with one; `at` is then `start`. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.time = NaN
    this.at = start
    switch (this.kind) {
      case 'cri':
        return this.stamp(bytes, start, Math.min(end, start + STAMPED_BYTES)) && this.cri(bytes, start, Math.min(end, start + PREFIX_BYTES))
      case 'compose':
        return this.compose(bytes, start, Math.min(end, start + PREFIX_BYTES))
      case 'kubectl':
        return this.kubectl(bytes, start, Math.min(end, start + PREFIX_BYTES))
      case 'stamped':
        return this.stamp(bytes, start, Math.min(end, start + STAMPED_BYTES)) && this.behind(start, this.timeEnd, bytes, end)
    }
  }

  /** Whether what was read last shows that the line has such a prefix, and no other thing that looks like it. */
  isTypical(bytes: Uint8Array): boolean {
    // Container tools write nanoseconds.
    if (this.kind === 'stamped') return this.timeEnd - this.timeStart >= '2026-05-01T12:00:00.1234567Z'.length
    return this.kind !== 'compose' || lookUpWord(bytes, this.starts[0], this.ends[0]) === 0
  }

  /** A date, a T, a time of day and a zone. */
  private stamp(bytes: Uint8Array, start: number, end: number): boolean {
    const time = this.stamps.read(bytes, start, end)
    const stop = this.stamps.end
    if (time !== time || bytes[start + 10] !== 0x54) return false
    const isOffset = (bytes[stop - 6] === 0x2b || bytes[stop - 6] === 0x2d) && bytes[stop - 7] !== SPACE
    if (bytes[stop - 1] !== 0x5a && !isOffset) return false
    this.timeStart = start
    this.timeEnd = stop
    this.time = time
    return true
  }

  private cri(bytes: Uint8Array, start: number, end: number): boolean {
    const stream = this.timeEnd + 1
    const tag = stream + 7
    const isStream = bytes[this.timeEnd] === SPACE && tag < end && (isAt(STDOUT, bytes, stream) || isAt(STDERR, bytes, stream))
    if (!isStream || (bytes[tag] !== 0x46 && bytes[tag] !== 0x50)) return this.none()
    let stop = tag + 1
    while (stop < end && bytes[stop] !== SPACE) stop++
    this.take(0, stream, tag - 1)
    this.take(1, tag, stop)
    return this.behind(start, stop, bytes, end)
  }

  private compose(bytes: Uint8Array, start: number, end: number): boolean {
    const name = colorsEnd(bytes, start, end)
    let at = name
    while (at < end && isNameByte(bytes[at])) at++
    if (at === name || bytes[name] < 0x41) return false
    this.take(0, name, at)
    at = colorsEnd(bytes, at, end)
    const blank = at
    while (at < end && bytes[at] === SPACE) at++
    if (at === blank || at >= end || bytes[at] !== BAR) return false
    at = colorsEnd(bytes, at + 1, end)
    if (at < end && bytes[at] !== SPACE) return false
    this.at = colorsEnd(bytes, Math.min(at + 1, end), end)
    return true
  }

  private kubectl(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + POD.length >= end || !isAt(POD, bytes, start)) return false
    const pod = start + POD.length
    let at = pod
    while (at < end && isNameByte(bytes[at])) at++
    if (at === pod || at >= end || bytes[at] !== SLASH) return false
    const container = at + 1
    for (at = container; at < end && isNameByte(bytes[at]); ) at++
    if (at === container || at >= end || bytes[at] !== CLOSE) return false
    this.take(0, pod, container - 1)
    this.take(1, container, at)
    return this.behind(start, at + 1, bytes, end)
  }

  /** One blank ends a prefix, so that what is indented stays so. */
  private behind(start: number, stop: number, bytes: Uint8Array, end: number): boolean {
    this.at = stop
    if (stop >= end) return stop < start + PREFIX_BYTES
    if (bytes[stop] !== SPACE) {
      this.at = start
      return this.none()
    }
    this.at = stop + 1
    return true
  }

  private none(): false {
    this.time = NaN
    return false
  }

  private take(field: number, start: number, end: number): void {
    this.starts[field] = start
    this.ends[field] = end
  }
}

// The webview loads this too, and has no Buffer.
const ascii = new TextEncoder()
const STDOUT = ascii.encode('stdout ')
const STDERR = ascii.encode('stderr ')
const POD = ascii.encode('[pod/')

function isAt(text: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

/** Letters, digits and what names of containers have besides. */
function isNameByte(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x5f
}

function colorsEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] === ESCAPE) {
    const next = colorEnd(bytes, at, end)
    if (next === at + 1) return at
    at = next
  }
  return at
}
