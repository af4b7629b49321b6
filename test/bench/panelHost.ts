// Looks into the extension host of a workbench from outside, by Node's inspector: how long its event loop is blocked.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between two ticks of the probe. */
const TICK = 5
const INSPECTOR = 'http://127.0.0.1:9229/json/list'

export interface HostBlocks {
  /** Longest time that the event loop did not come round, in milliseconds. */
  readonly longest: number
  /** What of it the thread itself was running: the rest is other programs' time on a busy machine. */
  readonly longestCpu: number
  /** How often it was more than 50 ms. */
  readonly over50: number
  /** Of these, those in which the thread itself ran for so long. */
  readonly over50Cpu: number
}

/** The extension host that was started with `variable=value` in its environment (Linux). */
function extensionHostPid(variable: string, value: string): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const isHost = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=extensionHost')
      if (isHost && readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`${variable}=${value}`)) return Number(name)
    } catch {
      // It has ended, or is not ours to look at.
    }
  }
  return undefined
}

/** The probe, as it runs in the extension host. */
function probe(tick: number): void {
  const cpu = (): number => {
    const used = process.threadCpuUsage?.()
    return used ? (used.user + used.system) / 1000 : 0
  }
  const state = { longest: 0, longestCpu: 0, over50: 0, over50Cpu: 0 }
  let [at, usedAt] = [performance.now(), cpu()]
  const timer = setInterval(() => {
    const [now, used] = [performance.now(), cpu()]
    const gap = now - at - tick
    if (gap > state.longest) Object.assign(state, { longest: gap, longestCpu: used - usedAt })
    if (gap > 50) state.over50++
    if (gap > 50 && used - usedAt > 50) state.over50Cpu++
    at = now
    usedAt = used
  }, tick)
  ;(globalThis as unknown as { sluiceProbe: unknown }).sluiceProbe = { state, stop: () => clearInterval(timer) }
}

export class HostProbe {
  private readonly socket: WebSocket
  private readonly waiting = new Map<number, (value: unknown) => void>()
  private lastId = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } }
      if (id !== undefined) this.waiting.get(id)?.(result?.result?.value)
    })
  }

  /** Connects to the extension host with this in its environment; undefined where that cannot be done. */
  static async attach(variable: string, value: string): Promise<HostProbe | undefined> {
    if (process.platform !== 'linux') return undefined
    const pid = extensionHostPid(variable, value)
    if (pid === undefined) return undefined
    // Node opens its inspector at this signal.
    process.kill(pid, 'SIGUSR1')
    for (let attempt = 0; attempt < 50; attempt++) {
      await pause(100)
      const targets = (await fetch(INSPECTOR).then((answer) => answer.json(), () => [])) as { webSocketDebuggerUrl: string }[]
      if (targets.length === 0) continue
      const socket = new WebSocket(targets[0].webSocketDebuggerUrl)
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve, { once: true })
        socket.addEventListener('error', () => reject(new Error('the inspector does not answer')), { once: true })
      })
      const found = new HostProbe(socket)
      // The port may be that of another program that is being debugged.
      if ((await found.evaluate('process.pid')) === pid) return found
      found.close()
    }
    return undefined
  }

  async start(): Promise<void> {
    await this.evaluate(`(${probe.toString()})(${TICK})`)
  }

  async stop(): Promise<HostBlocks> {
    return (await this.evaluate('sluiceProbe.stop(), sluiceProbe.state')) as HostBlocks
  }

  close(): void {
    this.socket.close()
  }

  private evaluate(expression: string): Promise<unknown> {
    const id = ++this.lastId
    const answered = new Promise<unknown>((resolve) => this.waiting.set(id, resolve))
    this.socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }))
    return answered
  }
}
