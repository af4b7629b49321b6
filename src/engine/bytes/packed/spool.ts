import { unlinkSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { fromErrorData, SluiceError, toErrorData, type Said } from '../../../common/errors.ts'
import { errorOf, saying, type Saying } from '../../../common/errorTexts.ts'
import { LimitError, MemberWriter } from './memberWriter.ts'
import type { MemberSpec } from './members.ts'
import { damageText, type Content } from './unpack.ts'

export interface SpoolOptions {
  readonly path: string
  /** Whether so many bytes more may be written. */
  readonly mayGrow: (bytes: number) => boolean
  /** What is told to people if not. */
  readonly limitBytes: number
}

/** The content of a packed file, written to a file of members as it is unpacked: what is there can be read while the rest comes. */
export class Spool {
  /** All that can be unpacked is there. */
  complete = false
  /** Why it ends before its end, as a sentence. */
  message: string | undefined
  /** The same, for other languages. */
  said: Said | undefined
  /** Why there is nothing at all. */
  failure: SluiceError | undefined
  private readonly content: Content
  private readonly writer: MemberWriter
  private readonly handle: FileHandle
  private readonly options: SpoolOptions
  private readonly waiting = new Set<() => void>()
  private readonly work: Promise<void>
  private stopped = false

  private constructor(content: Content, handle: FileHandle, options: SpoolOptions) {
    this.content = content
    this.handle = handle
    this.options = options
    this.writer = new MemberWriter(options.path, handle, { mayGrow: options.mayGrow, onWritten: () => this.tell() })
    this.work = this.run()
  }

  /** Begins to unpack into a new file. Throws SluiceError if it cannot be made. */
  static async start(content: Content, options: SpoolOptions): Promise<Spool> {
    try {
      return new Spool(content, await open(options.path, 'wx', 0o600), options)
    } catch (error) {
      await content.close()
      const values = { name: content.name, path: options.path }
      throw isFull(error) ? errorOf('output', 'noRoomToUnpack', values) : errorOf('output', 'cannotUnpack', { ...values, why: toErrorData(error).message })
    }
  }

  /** What people call its content. */
  get name(): string {
    return this.content.name
  }

  get path(): string {
    return this.options.path
  }

  /** Bytes of the content that can be read. */
  get size(): number {
    return this.writer.size
  }

  /** Bytes on the disk. */
  get packedBytes(): number {
    return this.writer.packedBytes
  }

  /** Part of the packed file that has been read, 0 to 1. */
  get fraction(): number {
    return this.complete ? 1 : this.content.fraction()
  }

  /** What is there by now. */
  get spec(): MemberSpec {
    return this.writer.spec
  }

  /** Resolves when so many bytes can be read, or there are no more. */
  async waitFor(bytes: number): Promise<void> {
    while (this.size < bytes && !this.complete) await new Promise<void>((resolve) => this.waiting.add(resolve))
  }

  /** Ends the work, and takes the file away. Who has it open can read on. */
  async dispose(): Promise<void> {
    this.stopped = true
    await this.work
    removeNow(this.options.path)
  }

  private async run(): Promise<void> {
    const { content, writer } = this
    try {
      const damage = await this.copy()
      await writer.end()
      if (damage) this.say(damageText(content.name, damage))
    } catch (error) {
      await this.fail(error)
    } finally {
      await content.chunks.return(undefined).catch(() => undefined)
      await content.close().catch(() => undefined)
      this.writer.close()
      await this.handle.close().catch(() => undefined)
      this.complete = true
      this.tell()
    }
  }

  private async copy() {
    const { chunks } = this.content
    for (;;) {
      const next = await chunks.next()
      if (next.done) return next.value
      if (this.stopped) return undefined
      await this.writer.add(next.value)
    }
  }

  private async fail(error: unknown): Promise<void> {
    // What is being written may still get there, unless that is what failed.
    await this.writer.end().catch(() => undefined)
    const data = toErrorData(error)
    if (this.size === 0 && error instanceof SluiceError) this.failure = fromErrorData({ ...data, details: undefined })
    const values = { name: this.content.name, bytes: this.size }
    if (error instanceof LimitError) this.say(saying('firstPartLimit', { ...values, gigabytes: this.options.limitBytes / 1e9 }))
    else this.say(isFull(error) ? saying('firstPartFull', values) : saying('firstPart', { ...values, why: data.message }))
  }

  private say({ message, said }: Saying): void {
    this.message = message
    this.said = said
  }

  private tell(): void {
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

function isFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Takes a file away; one that cannot be now is swept later. */
export function removeNow(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Gone already, or in use.
  }
}
