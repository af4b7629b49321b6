import { extname } from 'node:path'
import type { MessagePort, Worker } from 'node:worker_threads'
import { SluiceError } from '../../../common/errors.ts'
import type { ScriptFile, ScriptNode } from '../../stages/sequential/script.ts'
import { Shared, SHARED_INTS, type ScriptBounds, type ScriptFailure, type ScriptJob, type ToLane, type ToScript } from './messages.ts'

const BOUNDS: ScriptBounds = { still: 10_000, cleanUp: 1_000, memory: 256, rows: 10_000_000, characters: 1024 * 1024 * 1024 }
/** The watcher looks this often, in milliseconds. */
const LOOK = 50
/** V8's own limit is so much higher, in MB: a thread that comes to it may hang in its garbage collection, and cannot be ended then. */
const MARGIN = 1024
/** The process may grow by this much of what a script may hold: others are at work too. */
const PROCESS_SHARE = 2
/** How long ending it may take, in milliseconds. */
const LONGEST_END = 2_000
const MEGABYTE = 1024 * 1024

interface HeapStatistics {
  readonly used_heap_size: number
  readonly external_memory: number
}

/** A script of its own (see esbuild.mjs), of the same kind as this one. */
const workerScript = new URL(`./scriptWorker${extname(import.meta.url)}`, import.meta.url)

export interface ThreadOptions {
  readonly node: ScriptNode
  readonly file: ScriptFile
  /** Index of the stage. */
  readonly stage: number
  /** Throws where nobody wants the result any more. */
  readonly check: () => void
  /** Which row this is, for messages; undefined where it is not known any more. */
  readonly rowText: (batch: number, row: number) => string | undefined
  /** Other bounds than the usual ones. */
  readonly bounds?: Partial<ScriptBounds>
}

/** A script at work in a thread of its own, which can be ended whatever it does. */
export class ScriptThread {
  private readonly options: ThreadOptions
  private readonly worker: Worker
  private readonly port: MessagePort
  private readonly shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_INTS))
  private readonly received: ToLane[] = []
  private readonly waiting = new Set<() => void>()
  private closing: Promise<void> | undefined
  /** Why the thread has ended, if it was not by itself. */
  private broken: string | undefined
  private over = false
  private beats = -1
  private stillSince = 0
  /** Of the process, when it began to wait. */
  private rss: number | undefined
  /** The thread has been asked how much it holds, and has not answered. */
  private asked = false
  private readonly bounds: ScriptBounds

  constructor(options: ThreadOptions) {
    this.options = options
    this.bounds = { ...BOUNDS, ...options.bounds }
    const { memory } = this.bounds
    const { MessageChannel, Worker } = process.getBuiltinModule('node:worker_threads')
    const { port1, port2 } = new MessageChannel()
    const { path, text, imports, scope } = options.file
    const { path: name, args } = options.node
    const job: ScriptJob = { path, name, text, imports, scope, args, bounds: this.bounds, shared: this.shared, port: port2 }
    this.port = port1
    this.worker = new Worker(workerScript, {
      workerData: job,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: memory + MARGIN, maxYoungGenerationSizeMb: 16 },
      // What a script prints must not get between the rows: see scriptOutput.ts.
      stdin: false,
      stdout: true,
      stderr: true,
    })
    this.worker.stdout.resume()
    this.worker.stderr.resume()
    const ended = (why: string): void => {
      this.broken ??= why
      this.wake()
    }
    this.worker.on('error', (error: Error & { code?: string }) => {
      ended(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.tooMuch : `failed: ${error.message}`)
    })
    this.worker.on('exit', (code) => ended(`ended its thread, with code ${code}`))
    port1.on('message', (message: ToLane) => {
      this.received.push(message)
      this.wake()
    })
    // It keeps nobody from ending who does not wait for it.
    port1.unref()
    this.worker.unref()
  }

  private get tooMuch(): string {
    return `needs more than ${this.bounds.memory} MB of memory and was ended`
  }

  tell(message: ToScript): void {
    this.port.postMessage(message)
    Atomics.add(this.shared, Shared.ToScript, 1)
    Atomics.notify(this.shared, Shared.ToScript)
    this.stillSince = performance.now()
  }

  /** What it says next. Throws `script` where it has failed, is ended, or does not come back; `cancelled` where nobody wants to know. */
  async next(): Promise<Exclude<ToLane, { type: 'failed' }>> {
    this.stillSince = performance.now()
    this.rss = undefined
    // Keeps the process alive.
    const timer = setInterval(() => {
      this.lookAtMemory()
      this.wake()
    }, LOOK)
    try {
      while (this.received.length === 0) {
        this.throwIfOver()
        await new Promise<void>((resolve) => this.waiting.add(resolve))
      }
    } finally {
      clearInterval(timer)
    }
    return this.taken(this.received.shift()!)
  }

  /** The same for who cannot go on otherwise. */
  nextNow(): Exclude<ToLane, { type: 'failed' }> {
    const { receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads')
    this.stillSince = performance.now()
    this.rss = undefined
    for (;;) {
      const sent = Atomics.load(this.shared, Shared.ToLane)
      const message = this.received.shift() ?? (receiveMessageOnPort(this.port)?.message as ToLane | undefined)
      if (message) return this.taken(message)
      this.throwIfOver()
      if (Atomics.wait(this.shared, Shared.ToLane, sent, LOOK) === 'timed-out') this.lookAtProcess()
    }
  }

  /** Lets it clean up, and ends it. Resolves when it has ended. */
  close(): Promise<void> {
    return (this.closing ??= this.end())
  }

  private async end(): Promise<void> {
    if (!this.over && this.broken === undefined) {
      this.over = true
      Atomics.store(this.shared, Shared.Closing, 1)
      this.tell({ type: 'close' })
      const until = performance.now() + this.bounds.cleanUp
      const timer = setInterval(() => this.wake(), LOOK)
      while (!this.isBack && this.broken === undefined && performance.now() < until) await new Promise<void>((resolve) => this.waiting.add(resolve))
      clearInterval(timer)
    }
    const late = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_END).unref())
    await Promise.race([this.worker.terminate(), late])
    this.port.close()
  }

  /** It has said that it has come to its end. */
  private get isBack(): boolean {
    const isEnd = ({ type }: ToLane): boolean => type === 'done' || type === 'failed'
    return this.received.some(isEnd)
  }

  private taken(message: ToLane): Exclude<ToLane, { type: 'failed' }> {
    if (message.type === 'failed') throw this.failed(message.failure)
    if (message.type === 'done' && this.options.file.scope === 'all') this.over = true
    return message
  }

  private wake(): void {
    const all = [...this.waiting]
    this.waiting.clear()
    for (const each of all) each()
  }

  private throwIfOver(): void {
    this.options.check()
    if (this.closing) throw new SluiceError('cancelled', 'Cancelled.')
    if (this.broken !== undefined) throw this.ended(this.broken)
    const beats = Atomics.load(this.shared, Shared.Beat)
    const now = performance.now()
    if (beats !== this.beats) {
      this.beats = beats
      this.stillSince = now
    }
    const { still } = this.bounds
    if (now - this.stillSince > still) throw this.ended(`took more than ${still / 1000} s without taking or giving a record, and was ended`)
  }

  /** Of what it holds in and beside its heap. V8's own limit, which is higher, is only for when this comes too late: see MARGIN. */
  private lookAtMemory(): void {
    this.rss ??= process.memoryUsage.rss()
    // While it collects garbage it does not answer, which may take until V8's limit.
    if (this.asked) return this.lookAtProcess()
    const look = (this.worker as { getHeapStatistics?: () => Promise<HeapStatistics> }).getHeapStatistics?.()
    if (!look) return this.lookAtProcess()
    const take = ({ used_heap_size: heap, external_memory: beside }: HeapStatistics): void => {
      if (heap + beside > this.bounds.memory * MEGABYTE) this.broken ??= this.tooMuch
    }
    this.asked = true
    // It may have ended meanwhile.
    void look.then(take, () => undefined).finally(() => (this.asked = false))
  }

  /** The same for who cannot hear of it: how much the process has grown while it waits. */
  private lookAtProcess(): void {
    const rss = process.memoryUsage.rss()
    this.rss ??= rss
    if (rss - this.rss > PROCESS_SHARE * this.bounds.memory * MEGABYTE) this.broken ??= this.tooMuch
  }

  private ended(why: string): SluiceError {
    this.over = true
    return this.error(`${this.options.node.path} ${why}`, Atomics.load(this.shared, Shared.Batch), Atomics.load(this.shared, Shared.Row), 0, 0)
  }

  private failed({ message, line, column, batch, row }: ScriptFailure): SluiceError {
    this.over = true
    return this.error(`${this.options.node.path}${line > 0 ? `:${line}:${column}` : ''}: ${message}`, batch, row, line, column)
  }

  private error(message: string, batch: number, row: number, line: number, column: number): SluiceError {
    const { stage, file, rowText } = this.options
    const at = batch > 0 ? rowText(batch, row) : undefined
    const said = /[.!?]$/.test(message) ? message : `${message}.`
    return new SluiceError('script', at === undefined ? said : `${said} The record was ${at}`, { stage, place: { path: file.path, line: Math.max(1, line), column: Math.max(1, column) } })
  }
}
