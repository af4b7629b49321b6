// An engine process as the extension host starts it, driven from a script.
import { fork, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Emitter, toDisposable } from '../../src/common/lifecycle.ts'
import type { EngineApi, EngineEvents, Progress, SourceChange } from '../../src/common/protocol.ts'
import { engineEnvironment } from '../../src/host/engineProcess.ts'
import { RpcEndpoint, type Proxy } from '../../src/common/rpc.ts'
import { root } from './support.ts'

export class BenchEngine {
  readonly api: Proxy<EngineApi>
  private readonly child: ChildProcess
  private readonly progress = new Emitter<Progress>()
  /** Of the runs that have ended. */
  private readonly last = new Map<number, Progress>()
  private readonly changes = new Emitter<SourceChange>()

  /** `spools`: the folder that packed logs are unpacked to. */
  constructor({ spools }: { spools?: string } = {}) {
    const args = spools === undefined ? [] : ['--spool-folder', spools]
    this.child = fork(path.join(root, 'dist', 'engine.js'), args, { serialization: 'advanced', execArgv: [], env: engineEnvironment(process.env) })
    const endpoint = new RpcEndpoint<EngineEvents, EngineApi>(
      {
        send: (message) => void this.child.send(message as object),
        onMessage: (listener) => {
          this.child.on('message', listener)
          return toDisposable(() => this.child.off('message', listener))
        },
        onClose: (listener) => {
          const ended = (): void => listener('engine ended')
          this.child.once('exit', ended)
          return toDisposable(() => this.child.off('exit', ended))
        },
      },
      {
        progress: (progress) => {
          if (progress.state !== 'running') this.last.set(progress.run, progress)
          this.progress.fire(progress)
        },
        sourceChange: (change) => this.changes.fire(change),
        exportProgress: () => undefined,
        log: ({ message }) => console.error(message),
      },
    )
    this.api = endpoint.remote
  }

  /** Resolves with the last progress of a run, also if that has come before somebody waits for it. */
  ended(run: number): Promise<Progress> {
    const known = this.last.get(run)
    if (known) return Promise.resolve(known)
    return new Promise((resolve) => {
      const listening = this.progress.on((progress) => {
        if (progress.run !== run || progress.state === 'running') return
        listening.dispose()
        resolve(progress)
      })
    })
  }

  /** Resolves when there is so much more of a packed file that it is to be looked at again. */
  unpacked(): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.changes.on(({ kind }) => {
        if (kind !== 'unpacked') return
        listening.dispose()
        resolve()
      })
    })
  }

  /** The most memory the process has had resident, in bytes (Linux; elsewhere what it has now). */
  async peakBytes(): Promise<number> {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
    } catch {
      return (await this.api.about({})).rssBytes
    }
  }

  close(): void {
    this.child.kill('SIGKILL')
  }
}
