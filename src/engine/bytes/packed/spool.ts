import { unlinkSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { SluiceError, toErrorData } from '../../../common/errors.ts'
import { LimitError, MemberWriter } from './memberWriter.ts'
import type { MemberSpec } from './members.ts'
import { damageText, type Content } from './unpack.ts'

export interface SpoolOptions {
  readonly path: string
  /** Whether so many bytes more may be written. */
  readonly mayGrow: (bytes: number) => boolean
  /** What is told to people if not. Made only then: writing a number for people takes 5 MB of tables. */
  readonly limitText: () => string
}

/** The content of a packed file, written to a file of members as it is unpacked: what is there can be read while the rest comes. */
export class Spool {
  /** All that can be unpacked is there. */
  complete = false
  /** Why it ends before its end, as a sentence. */
  message: string | undefined
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
      throw new SluiceError('output', `${content.name} cannot be unpacked: ${causeOf(error)}: ${options.path}`)
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
      if (damage) this.message = damageText(content.name, damage)
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
    const { name } = this.content
    const { code, message } = toErrorData(error)
    if (this.size === 0 && error instanceof SluiceError) this.failure = new SluiceError(code, message)
    const why = error instanceof LimitError ? this.options.limitText() : causeOf(error)
    this.message = `Only the first ${this.size.toLocaleString('en')} bytes of ${name} are in: ${why}`
  }

  private tell(): void {
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

function causeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full'
  return toErrorData(error).message
}

/** Takes a file away; one that cannot be now is swept later. */
export function removeNow(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Gone already, or in use.
  }
}
