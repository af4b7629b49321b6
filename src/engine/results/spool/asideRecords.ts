/** Records that a sequential stage puts aside, in one file. */
import { freeNow } from '../../../common/freeNow.ts'
import type { FieldValue } from '../../records/batch.ts'
import type { Aside, AsideRecord } from '../../stages/contract.ts'
import { GrowingBytes, viewOf } from './growingBytes.ts'
import { SpoolReader, SpoolWriter } from './spoolFile.ts'

/** Records of a part are written when they have so many bytes. */
const PIECE_BYTES = 32 * 1024

export interface AsideOptions {
  readonly path: string
  /** Throws where the pass has been ended. */
  check(): void
}

interface Part {
  readonly pending: GrowingBytes
  readonly offsets: number[]
  readonly lengths: number[]
}

/** Has all records of a pass in a file, which is made when there are some. */
export class AsideFile {
  private readonly path: string
  private readonly check: () => void
  private file: SpoolWriter | undefined
  private reader: SpoolReader | undefined

  constructor({ path, check }: AsideOptions) {
    this.path = `${path}.records`
    this.check = check
  }

  begin(count: number): Aside {
    const parts: Part[] = Array.from({ length: count }, () => ({ pending: new GrowingBytes(), offsets: [], lengths: [] }))
    let ended = false
    return {
      add: (number, record) => {
        const part = parts[number]
        write(part.pending, record)
        if (part.pending.length >= PIECE_BYTES) this.flush(part)
      },
      read: (number) => {
        if (!ended) {
          ended = true
          for (const part of parts) {
            this.flush(part)
            part.pending.release()
          }
        }
        return this.records(parts[number])
      },
    }
  }

  close(): void {
    this.file?.close()
    this.reader?.close()
  }

  private flush({ pending, offsets, lengths }: Part): void {
    if (pending.length === 0) return
    this.check()
    this.file ??= new SpoolWriter(this.path)
    offsets.push(this.file.length)
    lengths.push(pending.length)
    this.file.write(pending.all)
    pending.clear()
  }

  private *records({ offsets, lengths }: Part): Generator<AsideRecord> {
    const reader = (this.reader ??= new SpoolReader(this.path))
    for (const [piece, offset] of offsets.entries()) {
      this.check()
      const bytes = Buffer.from(reader.read(offset, lengths[piece]))
      yield* readAll(bytes)
      freeNow(bytes)
    }
  }
}

/** How a value is written. Texts are kept unit by unit: halves of characters are told apart too. */
const Tag = { Missing: 0, Number: 1, Latin1: 2, Utf16: 3 } as const

/** Up to here a loop is faster than a call of what Node has. */
const SHORT = 48

function write(to: GrowingBytes, { major, minor, values }: AsideRecord): void {
  to.double(major)
  to.double(minor)
  to.word(values.length)
  for (const value of values) writeValue(to, value)
}

function writeValue(to: GrowingBytes, value: FieldValue): void {
  if (value === undefined) to.byte(Tag.Missing)
  else if (typeof value === 'number') {
    to.byte(Tag.Number)
    to.double(value)
  } else if (!isLatin1(value)) {
    to.byte(Tag.Utf16)
    to.word(2 * value.length)
    const { bytes } = to.reserve(2 * value.length)
    to.length += bytes.write(value, to.length, 'utf16le')
  } else {
    to.byte(Tag.Latin1)
    to.word(value.length)
    const { bytes } = to.reserve(value.length)
    if (value.length > SHORT) bytes.write(value, to.length, 'latin1')
    else for (let i = 0; i < value.length; i++) bytes[to.length + i] = value.charCodeAt(i)
    to.length += value.length
  }
}

function isLatin1(text: string): boolean {
  if (text.length > SHORT) return /^[\0-\xff]*$/.test(text)
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false
  return true
}

function* readAll(bytes: Buffer): Generator<AsideRecord> {
  const view = viewOf(bytes)
  for (let at = 0; at < bytes.length; ) {
    const major = view.getFloat64(at, true)
    const minor = view.getFloat64(at + 8, true)
    const count = view.getUint32(at + 16, true)
    const values: FieldValue[] = []
    at += 20
    for (let i = 0; i < count; i++) {
      const tag = bytes[at++]
      if (tag === Tag.Missing) values.push(undefined)
      else if (tag === Tag.Number) {
        values.push(view.getFloat64(at, true))
        at += 8
      } else {
        const from = at + 4
        at = from + view.getUint32(at, true)
        values.push(bytes.toString(tag === Tag.Latin1 ? 'latin1' : 'utf16le', from, at))
      }
    }
    yield { major, minor, values }
  }
}
