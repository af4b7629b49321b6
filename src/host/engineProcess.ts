import { fork, type ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { Emitter } from '../common/lifecycle.ts'
import type { Channel } from '../common/rpc.ts'
import { t } from './l10n.ts'

/** V8's linear engine for the expressions that it can take. Node ends with code 9 where V8 does not know the flag. */
export const REGEX_FALLBACK_FLAG = '--enable-experimental-regexp-engine-on-excessive-backtracks'

/** Node's exit code for a flag that it does not know. */
export const BAD_FLAG_CODE = 9

export interface EngineProcessOptions {
  readonly script: string
  readonly args: readonly string[]
  readonly execArgv: readonly string[]
  readonly onOutput: (text: string, stream: 'stdout' | 'stderr') => void
}

export interface EngineEnd {
  /** How it ended, as part of a sentence. */
  readonly reason: string
  readonly code: number | null
  /** We ended it. */
  readonly intended: boolean
}

/**
 * The environment of the engine: the host's own, without what would make it a window, open its inspector or load other code into it.
 */
export function engineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(env)) {
    if (!/^(NODE_OPTIONS|NODE_PATH|NODE_CHANNEL_.*|ELECTRON_.*|VSCODE_.*)$/i.test(name)) result[name] = value
  }
  result.ELECTRON_RUN_AS_NODE = '1'
  // Of glibc, which others do not know: each thread would have a heap of its own, of which it gives little back. That is 10 MB less, in the same time.
  result.MALLOC_ARENA_MAX ??= '2'
  return result
}

/** One engine process and the channel to it. Once it has ended, or was killed, nothing comes from it any more. */
export class EngineProcess {
  readonly channel: Channel
  private readonly child: ChildProcess
  private readonly messages = new Emitter<unknown>()
  private readonly closed = new Emitter<string>()
  private endListener: ((end: EngineEnd) => void) | undefined
  private end: EngineEnd | undefined

  constructor({ script, args, execArgv, onOutput }: EngineProcessOptions) {
    this.child = fork(script, [...args], {
      // Explicit, or the flags of the host (its inspector's port) would be inherited.
      execArgv: [...execArgv],
      execPath: process.execPath,
      env: engineEnvironment(process.env),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    lowerPriority(this.child.pid)
    for (const stream of ['stdout', 'stderr'] as const) {
      this.child[stream]?.setEncoding('utf8').on('data', (text: string) => onOutput(text, stream))
    }
    this.child.on('message', (message) => {
      if (!this.end) this.messages.fire(message)
    })
    this.child.on('error', (error) => this.finish({ reason: error.message, code: null, intended: false }))
    this.child.on('exit', (code, signal) =>
      this.finish({ reason: signal ? t('signal {0}', signal) : t('exit code {0}', code ?? ''), code, intended: false }),
    )
    this.child.on('disconnect', () => this.onDisconnect())
    this.channel = {
      send: (message) => {
        // What cannot be sent any more is answered by the end of the channel.
        if (!this.end && this.child.connected) this.child.send(message as object, () => undefined)
      },
      onMessage: (listener) => this.messages.on(listener),
      onClose: (listener) => this.closed.on(listener),
    }
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** How it ended; undefined while it lives. */
  get ended(): EngineEnd | undefined {
    return this.end
  }

  /** Called once, at its end. There is one listener. */
  set onEnd(listener: (end: EngineEnd) => void) {
    if (this.end) listener(this.end)
    else this.endListener = listener
  }

  /**
   * Ends it with SIGKILL. It counts as ended at once: a process that is blocked in a read of the kernel's stays until that returns.
   */
  kill(reason: string): void {
    this.finish({ reason, code: null, intended: true })
    this.child.kill('SIGKILL')
  }

  /** Lets it end by itself, kills it after `grace` milliseconds. Resolves when it has gone, or cannot go. */
  async shutDown(grace: number): Promise<void> {
    this.finish({ reason: 'it was asked to end', code: null, intended: true })
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return
    if (this.child.connected) this.child.disconnect()
    await new Promise<void>((resolve) => {
      const kill = setTimeout(() => this.child.kill('SIGKILL'), grace)
      // Killed, but blocked in the kernel: it goes when that is over.
      const leave = setTimeout(resolve, grace + 500)
      this.child.once('exit', () => {
        clearTimeout(kill)
        clearTimeout(leave)
        resolve()
      })
    })
  }

  private onDisconnect(): void {
    // 'exit' follows at once and knows more, unless only the channel was closed: such an engine is of no use.
    setTimeout(() => {
      if (!this.end) {
        this.finish({ reason: 'its channel was closed', code: null, intended: false })
        this.child.kill('SIGKILL')
      }
    }, 500).unref()
  }

  private finish(end: EngineEnd): void {
    if (this.end) return
    this.end = end
    this.closed.fire(end.reason)
    this.endListener?.(end)
    this.messages.dispose()
    this.closed.dispose()
  }
}

/** Before the engine starts its workers, since threads inherit it from the one that starts them. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed here, or it has ended already: it works as well without.
  }
}
