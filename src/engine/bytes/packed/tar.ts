import { errorOf } from '../../../common/errorTexts.ts'
import type { Damage, PlainChunks } from './packedFile.ts'

const BLOCK = 512
/** Longer names are no names. */
const MAX_NAME_BYTES = 64 * 1024

/** What a tar archive holds next: a file begins, or bytes of the one that has begun. */
export type TarEvent = { readonly name: string; readonly size: number } | Buffer

/** A block that should be a header is none. */
export class TarError extends Error {}

interface Header {
  readonly name: string
  readonly size: number
  readonly type: string
}

/** Reads a tar archive (POSIX ustar, pax and GNU long names) as its bytes come. Of what it holds, only regular files count. */
export class TarReader {
  /** The archive has ended. */
  ended = false
  private readonly pending: Buffer = Buffer.alloc(BLOCK)
  private filled = 0
  /** Bytes of the entry that are still to come, and what fills its last block. */
  private body = 0
  private padding = 0
  private type = ''
  private text: Buffer[] = []
  /** What the entries before say of the next one. */
  private nextName: string | undefined
  private nextSize: number | undefined

  /** In the middle of an entry. */
  get isInside(): boolean {
    return !this.ended && (this.body > 0 || this.filled > 0)
  }

  /** Buffers are parts of `bytes`. Throws TarError. */
  *read(bytes: Buffer): Generator<TarEvent> {
    for (let at = 0; at < bytes.length && !this.ended; ) {
      if (this.body > 0) {
        const part = bytes.subarray(at, at + this.body)
        at += part.length
        this.body -= part.length
        if (isFile(this.type)) yield part
        else if (isText(this.type)) this.text.push(Buffer.from(part))
        if (this.body === 0) this.endText()
      } else if (this.padding > 0) {
        const step = Math.min(this.padding, bytes.length - at)
        at += step
        this.padding -= step
      } else {
        const step = bytes.copy(this.pending, this.filled, at, Math.min(bytes.length, at + BLOCK - this.filled))
        at += step
        this.filled += step
        if (this.filled < BLOCK) return
        this.filled = 0
        const event = this.begin()
        if (event) yield event
      }
    }
  }

  private begin(): TarEvent | undefined {
    if (this.pending.every((byte) => byte === 0)) {
      this.ended = true
      return undefined
    }
    const header = headerOf(this.pending)
    this.type = header.type
    // Long names of links, and what holds for all entries, come between an entry and what is told of it.
    const own = !isText(header.type) && header.type !== 'g' && header.type !== 'K'
    const size = (own ? this.nextSize : undefined) ?? header.size
    if (isText(header.type) && size > MAX_NAME_BYTES) throw new TarError()
    this.body = size
    this.padding = (BLOCK - (size % BLOCK)) % BLOCK
    this.text = []
    if (!own) return undefined
    const name = this.nextName ?? header.name
    this.nextName = this.nextSize = undefined
    return isFile(header.type) ? { name, size } : undefined
  }

  /** The entry has told something of the next one. */
  private endText(): void {
    if (!isText(this.type)) return
    const text = Buffer.concat(this.text)
    if (this.type === 'L') this.nextName = text.toString('utf8').replace(/\0.*$/s, '')
    else this.note(text)
  }

  /** Records of pax: their length, a blank, `key=value` and a newline. */
  private note(text: Buffer): void {
    for (let at = 0; at < text.length; ) {
      const blank = text.indexOf(32, at)
      const length = blank < 0 ? NaN : Number(text.toString('latin1', at, blank))
      if (!(length > 0)) return
      const [key, ...value] = text.toString('utf8', blank + 1, at + length - 1).split('=')
      if (key === 'path') this.nextName = value.join('=')
      if (key === 'size') this.nextSize = Number(value.join('='))
      at += length
    }
  }
}

function headerOf(block: Buffer): Header {
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i]
  if (numberAt(block, 148, 8) !== sum) throw new TarError()
  const text = (from: number, length: number): string => block.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(345, 155) : ''
  const size = numberAt(block, 124, 12)
  if (!Number.isSafeInteger(size) || size < 0) throw new TarError()
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size, type: String.fromCharCode(block[156]) }
}

/** Octal digits, or for large numbers a binary one whose first bit is set (GNU). */
function numberAt(block: Buffer, from: number, length: number): number {
  if ((block[from] & 0x80) === 0) {
    const digits = block.toString('latin1', from, from + length).replace(/[\0 ]+$/, '').trim()
    return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN
  }
  let value = block[from] & 0x7f
  for (let i = 1; i < length; i++) value = value * 256 + block[from + i]
  return value
}

function isFile(type: string): boolean {
  return type === '0' || type === '\0' || type === '7'
}

/** A long name, or what pax says of the next entry. */
function isText(type: string): boolean {
  return type === 'L' || type === 'x'
}

/** The names of the files that an archive holds; of one that is damaged, those that can be found. */
export async function tarNames(chunks: PlainChunks): Promise<string[]> {
  const names: string[] = []
  const reader = new TarReader()
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done || reader.ended) return names
      for (const event of reader.read(next.value)) if (!Buffer.isBuffer(event)) names.push(event.name)
    }
  } catch (error) {
    if (error instanceof TarError) return names
    throw error
  } finally {
    await chunks.return(undefined)
  }
}

/** One file of an archive: of several with its name the first. `at`: how far the archive's file has been read. Throws SluiceError if there is none. */
export async function* tarMember(chunks: PlainChunks, name: string, at: () => number): PlainChunks {
  const reader = new TarReader()
  let left: number | undefined
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) return next.value ?? cut(at())
      for (const event of reader.read(next.value)) {
        if (!Buffer.isBuffer(event)) {
          if (left !== undefined) return undefined
          if (event.name === name) left = event.size
        } else if (left !== undefined) {
          left -= event.length
          yield event
        }
        if (left === 0) return undefined
      }
      if (reader.ended) throw errorOf('notFound', 'notInThisArchive', { member: name })
    }
  } catch (error) {
    if (error instanceof TarError) return { at: at(), cut: false, reason: 'it is no valid tar' }
    throw error
  } finally {
    await chunks.return(undefined)
  }
}

function cut(at: number): Damage {
  return { at, cut: true, reason: 'it ends too early' }
}
