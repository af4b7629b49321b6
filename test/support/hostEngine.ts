/** An engine client over the fake engine, its log, and help to wait. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Emitter } from '../../src/common/lifecycle.ts'
import { EngineClient, type EngineClientOptions } from '../../src/host/engineClient.ts'
import type { HostLog } from '../../src/host/hostLog.ts'
import { TemporaryFolder } from './temporary.ts'

export class MemoryLog implements HostLog {
  readonly lines: string[] = []
  debug = (message: string): void => void this.lines.push(`debug ${message}`)
  info = (message: string): void => void this.lines.push(`info ${message}`)
  warn = (message: string): void => void this.lines.push(`warn ${message}`)
  error = (message: string): void => void this.lines.push(`error ${message}`)

  get text(): string {
    return this.lines.join('\n')
  }
}

export interface FakeEngine {
  readonly client: EngineClient
  readonly log: MemoryLog
  /** What the engines were asked to do, a line each. */
  journal(): string[]
  /** Ends the engine. */
  end(): Promise<void>
}

export function fakeEngine(args: readonly string[] = [], options: Partial<EngineClientOptions> = {}): FakeEngine {
  const log = new MemoryLog()
  const folder = new TemporaryFolder()
  const journal = folder.join('journal')
  const client = new EngineClient({
    script: fileURLToPath(new URL('./fakeEngine.ts', import.meta.url)),
    args: () => [...args, `--journal=${journal}`],
    log,
    ...options,
  })
  return {
    client,
    log,
    journal: () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter(Boolean) : []),
    async end() {
      await client.dispose()
      folder.remove()
    },
  }
}

/** The next value that an emitter fires. */
export function next<T>(emitter: Emitter<T>, accept: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const listening = emitter.on((value) => {
      if (!accept(value)) return
      listening.dispose()
      resolve(value)
    })
  })
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
