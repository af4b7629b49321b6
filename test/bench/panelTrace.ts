// Long tasks of the thread that draws the panel, out of a trace of the browser.

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly data?: { readonly url?: string; readonly functionName?: string; readonly type?: string; readonly frame?: string } }
}

export const traceCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'v8.execute', 'disabled-by-default-v8.compile']

export interface LongTask {
  readonly milliseconds: number
  /** What the thread itself was running of it. */
  readonly cpu: number
  /** Milliseconds that scripts of the panel ran in it. */
  readonly ofPanel: number
  /** The longest parts, as "name 12 ms". */
  readonly parts: readonly string[]
}

export interface PanelTasks {
  readonly count: number
  /** The longest tasks in which scripts of the panel ran, or which drew. */
  readonly longest: readonly LongTask[]
  readonly over50: number
  /** Of these, tasks that the thread itself was running for so long: on a busy machine the others waited for a processor. */
  readonly over50Cpu: number
}

const isPanelScript = (event: TraceEvent): boolean => event.args?.data?.url?.includes('/dist/webview.js') ?? false

/**
 * Tasks of the main thread that the panel's script runs on. In a browser the workbench runs on the same one, unlike on the desktop, so
 * tasks in which nothing of the panel ran are only counted.
 */
export function panelTasks(trace: string): PanelTasks {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] }
  const threads = new Set(traceEvents.filter(isPanelScript).map(({ pid, tid }) => `${pid} ${tid}`))
  const own = traceEvents.filter((event) => event.ph === 'X' && threads.has(`${event.pid} ${event.tid}`)).sort((a, b) => a.ts - b.ts)
  const isTask = ({ name }: TraceEvent): boolean => name === 'ThreadControllerImpl::RunTask'
  const inside = (task: TraceEvent): TraceEvent[] =>
    own.filter((event) => !event.name.endsWith('RunTask') && event.ts >= task.ts && event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0))
  const tasks = own.filter(isTask)
  const longest = tasks
    .filter(({ dur = 0 }) => dur > 20_000)
    .map((task): LongTask => {
      const events = inside(task)
      const calls = events.filter(isPanelScript)
      // Calls within calls are in the time of the outer ones.
      const outer = calls.filter((call) => !calls.some((other) => other !== call && other.ts <= call.ts && other.ts + (other.dur ?? 0) >= call.ts + (call.dur ?? 0)))
      const parts = events
        .filter(({ dur = 0 }) => dur > 2000)
        .sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
        .slice(0, 8)
        .map(({ name, dur = 0, args }) => `${name}${args?.data?.functionName ? ` ${args.data.functionName}` : ''} ${(dur / 1000).toFixed(0)} ms`)
      const ofPanel = outer.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1000
      return { milliseconds: (task.dur ?? 0) / 1000, cpu: (task.tdur ?? 0) / 1000, ofPanel, parts }
    })
    .filter(({ ofPanel, parts }) => ofPanel > 0 || parts.some((part) => /^(Layout|UpdateLayoutTree|Paint|PrePaint|Layerize|Commit)/.test(part)))
    .sort((a, b) => b.milliseconds - a.milliseconds)
  const over50 = longest.filter(({ milliseconds }) => milliseconds > 50)
  return { count: tasks.length, longest: longest.slice(0, 10), over50: over50.length, over50Cpu: over50.filter(({ cpu }) => cpu > 50).length }
}
