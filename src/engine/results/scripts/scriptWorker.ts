/** Entry of a thread that runs a script of a person: it hands out records as the script asks for them, and sends back what it yields. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { failureOf } from './scriptFailure.ts'
import { tellOutput } from './scriptOutput.ts'
import { LogRecord, outRow } from './logRecord.ts'
import { Shared, type OutRow, type PackedRows, type ScriptJob, type ToLane, type ToScript } from './messages.ts'

/** Rows that are sent together at most, and how long one waits for others, in milliseconds. */
const ROWS_TOGETHER = 1024
const CHARACTERS_TOGETHER = 4 * 1024 * 1024
const LONGEST_WAIT = 100

const { path, name, text, imports, scope, args, bounds, shared, port } = workerData as ScriptJob
const url = pathToFileURL(path).href
/** Modules as they were when the query was started: they may be saved while it runs, or while its rows are still looked at. */
const texts = new Map([...imports, [path, text] as const].map(([each, content]) => [pathToFileURL(each).href, content]))
const received: ToScript[] = []
let wake: (() => void) | undefined
port.on('message', (message: ToScript) => {
  received.push(message)
  wake?.()
})

/** No more records are wanted: ends a generator that waits for one, by way of its `finally`. */
class Closed extends Error {}

class Records implements Iterable<LogRecord>, AsyncIterable<LogRecord> {
  /** Asks the lane for more; undefined where it has all of them at once. */
  private readonly ask: (() => void) | undefined
  private rows: PackedRows | undefined
  private next = 0
  private ended = false

  constructor(ask: (() => void) | undefined, rows?: PackedRows) {
    this.ask = ask
    this.rows = rows
  }

  [Symbol.iterator](): Iterator<LogRecord> & Iterable<LogRecord> {
    const next = (): IteratorResult<LogRecord> => {
      if (this.isEmpty) {
        this.ask!()
        this.take(receiveNow())
      }
      return this.shift()
    }
    return { next, [Symbol.iterator]: () => this[Symbol.iterator]() }
  }

  [Symbol.asyncIterator](): AsyncIterator<LogRecord> & AsyncIterable<LogRecord> {
    const next = async (): Promise<IteratorResult<LogRecord>> => {
      if (this.isEmpty) {
        this.ask!()
        this.take(await receive())
      }
      return this.shift()
    }
    return { next, [Symbol.asyncIterator]: () => this[Symbol.asyncIterator]() }
  }

  private get isEmpty(): boolean {
    if (Atomics.load(shared, Shared.Closing) !== 0) throw new Closed()
    return this.ask !== undefined && !this.ended && this.next >= (this.rows?.raw.length ?? 0)
  }

  private take(message: ToScript): void {
    if (message.type === 'close') throw new Closed()
    if (message.type === 'rows') {
      this.rows = message.rows
      held = message.rows.held
      this.next = 0
    } else this.ended = true
  }

  private shift(): IteratorResult<LogRecord> {
    if (!this.rows || this.next >= this.rows.raw.length) return { done: true, value: undefined }
    const row = this.next++
    shared[Shared.Batch] = this.rows.batch
    shared[Shared.Row] = row
    given = givenCharacters = 0
    beat()
    return { done: false, value: new LogRecord(this.rows, row) }
  }
}

let held = 0
let out: OutRow[] = []
let outCharacters = 0
/** Since the last record was taken. */
let given = 0
let givenCharacters = 0
let sentAt = performance.now()

function beat(): void {
  Atomics.add(shared, Shared.Beat, 1)
}

function send(message: ToLane): void {
  beat()
  port.postMessage(message)
  Atomics.add(shared, Shared.ToLane, 1)
  Atomics.notify(shared, Shared.ToLane)
  sentAt = performance.now()
}

function takeOut(): OutRow[] {
  const rows = out
  out = []
  outCharacters = 0
  return rows
}

/** Takes a row that it gives. Throws for one too many. */
function put(row: OutRow): void {
  const characters = charactersOf(row)
  out.push(row)
  outCharacters += characters
  if (++given > bounds.rows) throw new Error(`It gave more than ${bounds.rows.toLocaleString('en')} rows without taking a record, and was ended.`)
  if ((givenCharacters += characters) > bounds.characters) throw new Error(`It gave more than ${bounds.characters.toLocaleString('en')} characters without taking a record, and was ended.`)
}

function charactersOf(row: OutRow): number {
  let characters = row.raw?.length ?? 0
  for (const [name, value] of 'batch' in row ? row.changed : row.values) characters += name.length + (typeof value === 'string' ? value.length : 0)
  return characters
}

/** The next message, for a generator that cannot wait in any other way. */
function receiveNow(): ToScript {
  for (;;) {
    const sent = Atomics.load(shared, Shared.ToScript)
    const message = received.shift() ?? (receiveMessageOnPort(port)?.message as ToScript | undefined)
    if (message) return message
    Atomics.wait(shared, Shared.ToScript, sent)
  }
}

async function receive(): Promise<ToScript> {
  while (received.length === 0) await new Promise<void>((resolve) => (wake = resolve))
  wake = undefined
  return received.shift()!
}

type Generator = (records: Records, args: Readonly<Record<string, unknown>>) => unknown

/** What is done with what a script gives. */
interface Taker {
  /** Throws for a row that it may not give. */
  accept(row: OutRow): void
  /** There are many rows; tells whether more are wanted. */
  full(): Promise<boolean>
}

/** What the script gives for some records. */
async function give(generate: Generator, records: Records, { accept, full }: Taker): Promise<void> {
  const given = generate(records, Object.fromEntries(args)) as Partial<AsyncIterable<unknown> & Iterable<unknown>> | undefined
  const iterator = given?.[Symbol.asyncIterator]?.() ?? given?.[Symbol.iterator]?.()
  if (!iterator || typeof given === 'string') throw new TypeError('expected the default export to be a generator: export default function* (records, args) { … }')
  let wanted = true
  try {
    for (;;) {
      const step = iterator.next()
      const { done, value } = (step instanceof Promise ? await step : step) as IteratorResult<unknown>
      if (done) return
      const row = outRow(value, held)
      accept(row)
      put(row)
      beat()
      const few = out.length < ROWS_TOGETHER && outCharacters < CHARACTERS_TOGETHER && performance.now() - sentAt < LONGEST_WAIT
      wanted = Atomics.load(shared, Shared.Closing) === 0 && (few || (await full()))
      if (!wanted) break
    }
    await iterator.return?.()
  } catch (error) {
    // What could not be taken was yielded by the script, which is to clean up behind it.
    if (wanted && !(error instanceof Closed)) await iterator.return?.()
    if (!(error instanceof Closed)) throw error
  }
}

async function overAll(generate: Generator): Promise<void> {
  await give(generate, new Records(() => send({ type: 'want', rows: takeOut() })), {
    accept: () => undefined,
    async full() {
      send({ type: 'out', rows: takeOut() })
      return (await receive()).type !== 'close'
    },
  })
  await sayDone()
}

/** What went wrong beside it, in a promise that nobody waited for, is known one turn later. */
async function sayDone(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  endOutput()
  if (!failed) send({ type: 'done', rows: takeOut() })
}

async function overEach(generate: Generator): Promise<void> {
  for (;;) {
    const message = await receive()
    if (message.type !== 'rows') return send({ type: 'done', rows: [] })
    let last = -1
    const accept = (row: OutRow): void => {
      if (!('batch' in row)) throw new TypeError('expected a script with scope "record" to yield records that it was given, not an object of its own')
      if (row.row <= last || row.batch !== message.rows.batch) throw new TypeError('expected a script with scope "record" to yield its records once, in their order')
      last = row.row
    }
    await give(generate, new Records(undefined, message.rows), { accept, full: async () => true })
    await sayDone()
  }
}

async function run(): Promise<void> {
  registerHooks({
    load: (each, context, next) => {
      const loaded = next(each, context)
      const source = texts.get(each)
      return source !== undefined && (each === url || loaded.format === 'module') ? { ...loaded, source } : loaded
    },
  })
  const module = (await import(url)) as { default?: unknown; scope?: unknown }
  const { default: generate, scope: declared } = module
  if (typeof generate !== 'function') throw new TypeError('expected a default export: export default function* (records, args) { … }')
  if (declared !== undefined && declared !== 'record' && declared !== 'all') throw new TypeError(`expected scope to be "record" or "all", not ${JSON.stringify(declared)}`)
  if ((declared === 'record') !== (scope === 'record')) throw new TypeError('expected the scope on a line of its own: export const scope = "record"')
  await (scope === 'record' ? overEach : overAll)(generate as Generator)
}

let failed = false

function fail(error: unknown): void {
  if (failed) return
  failed = true
  endOutput()
  send({ type: 'failed', failure: { ...failureOf(error, url, text), batch: shared[Shared.Batch], row: shared[Shared.Row] } })
}

const endOutput = tellOutput(name)
// The lane cannot hear of the end of this thread while it waits for an answer.
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''}) was called. A script ends by returning`)
}
// Also of a promise that nobody waits for.
process.on('uncaughtException', fail)
// The thread goes on until the lane ends it: what it has said last is not to be lost with it.
run().catch(fail)
