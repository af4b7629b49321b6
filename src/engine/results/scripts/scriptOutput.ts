/** What scripts print, from their threads to whoever shows it: across all threads of a process, whatever those between are doing. */
import type { BroadcastChannel, MessagePort } from 'node:worker_threads'

export interface ScriptLine {
  /** Path of the script, as the query has it. */
  readonly script: string
  readonly level: 'info' | 'warn' | 'error'
  readonly text: string
}

const CHANNEL = 'sluice.scriptOutput'
/** Lines that a thread may print, and their lengths. */
export const MOST_LINES = 1000
export const LONGEST_LINE = 4096

function open(): BroadcastChannel {
  const { BroadcastChannel } = process.getBuiltinModule('node:worker_threads')
  const channel = new BroadcastChannel(CHANNEL)
  channel.unref()
  return channel
}

/** Hears what scripts print in this process. Answers what ends that, and tells before what is on its way. */
export function onScriptOutput(listener: (line: ScriptLine) => void): () => void {
  const { receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads')
  const channel = open()
  channel.onmessage = (event) => listener((event as { data: ScriptLine }).data)
  // The listener has made it keep the process alive.
  channel.unref()
  // Node takes both, which its types do not know.
  const next = (): { message: ScriptLine } | undefined => receiveMessageOnPort(channel as unknown as MessagePort)
  return () => {
    for (let found = next(); found; found = next()) listener(found.message)
    channel.close()
  }
}

/** From now on what this thread prints is told, line by line, up to a bound. Answers what tells the rest of a line that has not ended. */
export function tellOutput(script: string): () => void {
  const channel = open()
  let lines = 0
  const say = (level: ScriptLine['level'], text: string): void => {
    if (lines > MOST_LINES) return
    const line = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text
    channel.postMessage(lines++ < MOST_LINES ? { script, level, text: line } : { script, level: 'warn', text: `More than ${MOST_LINES} lines: what it prints from here on is left out.` })
  }
  const out = new Lines((text) => say('info', text))
  let level: ScriptLine['level'] = 'warn'
  const err = new Lines((text) => say(level, text))
  process.stdout.write = out.write
  process.stderr.write = err.write
  const { error } = console
  console.error = (...args: unknown[]) => {
    level = 'error'
    error.apply(console, args)
    level = 'warn'
  }
  return () => {
    out.end()
    err.end()
  }
}

/** A stream's `write` that cuts what it is given into lines. */
class Lines {
  private readonly say: (line: string) => void
  private rest = ''

  constructor(say: (line: string) => void) {
    this.say = say
  }

  readonly write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    const lines = (this.rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
    this.rest = lines.pop()!.slice(0, LONGEST_LINE + 1)
    for (const line of lines) this.say(line)
    const done = more.find((each) => typeof each === 'function') as (() => void) | undefined
    if (done) process.nextTick(done)
    return true
  }

  end(): void {
    if (this.rest !== '') this.say(this.rest)
    this.rest = ''
  }
}
