// The panel in a real workbench: npm run bench:panel [-- --opens 7 --size 1G --large 10G --json FILE]
//   opening    from the click on "Analyze log" to the frame with the first row, for a file of 10 MB and a (sparse) one of 10 GB
//   dragging   the scrollbar through a whole file: tasks of the webview, and blocks of the extension host's event loop
//   states     tasks of the webview over records of a thousand fields and rows of 2 MB, and while panes are opened over 10 GB
//   start      from the beginning of the webview's page to its first rows
// Ends with status 1 if rows are shown that are not those of the file at their place.
import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Panel } from '../e2e/support/panel.ts'
import { Workbench } from '../e2e/support/workbench.ts'
import { sparseLog } from './bigLog.ts'
import { HostProbe, type HostBlocks } from './panelHost.ts'
import { measureStates, writeStateLogs, type StateTasks } from './panelStates.ts'
import { panelTasks, traceCategories, type PanelTasks } from './panelTrace.ts'
import { cacheFolder, logOf, machine, median, parseSize, warm } from './support.ts'

const MB = 1024 * 1024
/** By this in its environment the extension host is found again. */
const MARK = 'SLUICE_BENCH'
/** Milliseconds between two moves of the mouse, as a screen gives them. */
const FRAME = 16

const { values } = parseArgs({
  options: {
    opens: { type: 'string', default: '7' },
    size: { type: 'string', default: '1G' },
    large: { type: 'string', default: '10G' },
    only: { type: 'string' },
    json: { type: 'string' },
    /** Keep the browser's trace of dragging in this file, and those of states in files beside it. */
    trace: { type: 'string' },
  },
})

/** Notes in every frame when the mouse was let go, and when the first row of a panel had been painted; both as times since the epoch. */
function notes(): void {
  const scope = globalThis as unknown as { benchReleased?: number; benchPainted?: number }
  addEventListener('mouseup', (event) => (scope.benchReleased = performance.timeOrigin + event.timeStamp), true)
  const painted = (): void => {
    // What comes next comes behind the frame that is being made.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => (scope.benchPainted = performance.timeOrigin + performance.now())
    requestAnimationFrame(() => port2.postMessage(0))
  }
  const watch = (root: Element): void => {
    const observer = new MutationObserver(() => {
      if (!root.querySelector('[data-testid=row-number]')) return
      observer.disconnect()
      painted()
    })
    observer.observe(root, { childList: true, subtree: true })
  }
  // The document of a webview is written anew into its window, which only timers survive.
  const wait = (): void => {
    const root = document.getElementById('root')
    if (root) watch(root)
    else setTimeout(wait, 2)
  }
  if (window.frameElement) wait()
}

async function closePanel(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press('F1')
  await workbench.quickInput('>View: Close All Editors')
  await workbench.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' })
}

/** Milliseconds from the click to the first row. */
async function open(workbench: Workbench, name: string): Promise<number> {
  const panel = await Panel.analyze(workbench, name)
  const painted = await panel.frame.waitForFunction(() => (globalThis as unknown as { benchPainted?: number }).benchPainted)
  const released = await workbench.page.evaluate(() => (globalThis as unknown as { benchReleased: number }).benchReleased)
  const taken = ((await painted.jsonValue()) ?? NaN) - released
  const first = await panel.rows.first().innerText()
  if ((await panel.topNumber()) !== '1' || !first.includes('request=1 ')) throw new Error(`${name}: the first row is ${JSON.stringify(first)}`)
  return taken
}

interface Opening {
  readonly name: string
  readonly size: number
  /** The very first: the extension is activated and the engine started. */
  readonly first?: number
  readonly cold: readonly number[]
  readonly warm: readonly number[]
}

async function measureOpening(workbench: Workbench, names: readonly string[]): Promise<Opening[]> {
  const results = names.map((name) => ({ name, size: statSync(path.join(workbench.folder, name)).size, cold: [] as number[], warm: [] as number[] }))
  const first = await open(workbench, names[0])
  await closePanel(workbench)
  for (let round = 0; round < Number(values.opens); round++) {
    // Whichever is first finds more caches cold: they take turns.
    for (const { name, cold, warm: warmed } of round % 2 === 0 ? results : results.toReversed()) {
      await workbench.command('Sluice: Restart engine')
      cold.push(await open(workbench, name))
      await closePanel(workbench)
      warmed.push(await open(workbench, name))
      await closePanel(workbench)
    }
  }
  return results.map((result, i) => (i === 0 ? { ...result, first } : result))
}

/** Milliseconds since the page of a webview began. */
interface Start {
  /** Its script is there and runs. */
  readonly script: number
  readonly painted: number
}

async function measureStart(workbench: Workbench, name: string): Promise<Start[]> {
  const found: Start[] = []
  // The very first starts the engine.
  for (let round = 0; round <= Number(values.opens); round++) {
    await open(workbench, name)
    const { frame } = await Panel.of(workbench)
    const start = await frame.evaluate(() => {
      const loaded = performance.getEntriesByType('resource').find((entry) => /\/webview\.js(?:\?|$)/.test(entry.name)) as PerformanceResourceTiming
      return { script: loaded.responseEnd, painted: (globalThis as unknown as { benchPainted: number }).benchPainted - performance.timeOrigin }
    })
    if (round > 0) found.push(start)
    await closePanel(workbench)
  }
  return found
}

/** Bytes that are read at a time, and that a line has at most. */
const CHUNK = 4 * MB
const MAX_LINE = 64 * 1024

/** Lines of a file by their number, found by reading it from a place near before. */
class LinesOf {
  private readonly fd: number
  /** Lines that end before each chunk. */
  private readonly before = [0]
  private readonly buffer = Buffer.alloc(CHUNK)

  constructor(file: string) {
    this.fd = openSync(file, 'r')
    for (let at = 0, read; (read = readSync(this.fd, this.buffer, 0, this.buffer.length, at)) > 0; at += read) {
      let lines = 0
      for (let i = this.buffer.indexOf(10); i >= 0 && i < read; i = this.buffer.indexOf(10, i + 1)) lines++
      this.before.push(this.before[this.before.length - 1] + lines)
    }
  }

  get count(): number {
    return this.before[this.before.length - 1]
  }

  /** Line number `line`, counted from 1. */
  at(line: number): string {
    // The chunk with the newline before the line, which may be the last byte of it.
    const chunk = Math.max(0, this.before.findLastIndex((before) => before < line - 1))
    const from = chunk * CHUNK
    let start = from
    const read = readSync(this.fd, this.buffer, 0, CHUNK, from)
    for (let left = line - 1 - this.before[chunk]; left > 0; left--) start = from + this.buffer.subarray(0, read).indexOf(10, start - from) + 1
    const text = this.buffer.subarray(0, readSync(this.fd, this.buffer, 0, MAX_LINE, start))
    return text.toString('utf8', 0, text.includes(10) ? text.indexOf(10) : text.length)
  }

  close(): void {
    closeSync(this.fd)
  }
}

/** Numbers and texts of the rows that are drawn around row `wanted`, once they stand still. */
async function shownRows(panel: Panel, wanted: number, tolerance: number): Promise<readonly (readonly [number, string])[]> {
  const handle = await panel.frame.waitForFunction(
    ({ wanted, tolerance }) => {
      const scope = globalThis as unknown as { benchSeen?: string }
      const rows = [...document.querySelectorAll('.grid:not(.stale) [data-testid=rows] [role=row]')].map((row) => [
        Number(row.querySelector('[data-testid=row-number]')?.textContent?.replaceAll(',', '')),
        (row.querySelector('.cell.text')?.textContent ?? '').replace(/…?(?:\+[\d,]+ lines?)?$/, ''),
      ])
      const seen = rows.length > 0 && !document.querySelector('[data-testid=placeholder]') ? JSON.stringify(rows) : undefined
      const [first, last] = [Number(rows[0]?.[0]), Number(rows.at(-1)?.[0])]
      const still = seen !== undefined && seen === scope.benchSeen && first <= wanted + tolerance && last >= wanted - tolerance
      scope.benchSeen = still ? undefined : seen
      return still ? seen : undefined
    },
    { wanted, tolerance },
    { polling: 50 },
  )
  return JSON.parse((await handle.jsonValue())!) as [number, string][]
}

/** Lines of the generated log that start a record. */
const HEAD = /^(?:\u001b\[[0-9;]*m)?\d{4}-\d\d-\d\dT/

/** Throws if rows are not the records of the file that their numbers say, or do not follow each other. Answers the first number. */
function checkRows(rows: readonly (readonly [number, string])[], lines: LinesOf): number {
  let wanted = rows[0][0]
  for (const [number, text] of rows) {
    while (number > wanted && !HEAD.test(lines.at(wanted))) wanted++
    if (number !== wanted) throw new Error(`row ${number} comes in the place of ${wanted}`)
    const expected = lines.at(number).replace(/\u001b\[[0-9;]*m/g, '')
    if (text === '' || !expected.includes(text)) throw new Error(`row ${number} is ${JSON.stringify(text)}, the file has ${JSON.stringify(expected)}`)
    wanted++
  }
  return rows[0][0]
}

interface Dragging {
  readonly size: number
  readonly moves: number
  readonly tasks: PanelTasks
  readonly host: HostBlocks | undefined
  /** Rows that were checked, by the number of the first at each stop. */
  readonly stops: readonly number[]
}

async function measureDragging(workbench: Workbench, name: string): Promise<Dragging> {
  const file = path.join(workbench.folder, name)
  const lines = new LinesOf(file)
  const panel = await Panel.analyze(workbench, name)
  await panel.frame.locator('[data-testid=status][data-state=done]').waitFor()
  const probe = await HostProbe.attach(MARK, mark)
  if (!probe) console.log('the extension host cannot be looked into here; its blocks are not measured')
  const box = (await panel.frame.getByTestId('scrollbar').boundingBox())!
  const { mouse } = workbench.page
  const x = box.x + box.width / 2
  const at = (part: number): number => box.y + 12 + part * (box.height - 24)
  const stops: number[] = []
  let moves = 0
  const drag = async (from: number, to: number, steps: number): Promise<void> => {
    for (let step = 1; step <= steps; step++) {
      const next = performance.now() + FRAME
      await mouse.move(x, at(from + ((to - from) * step) / steps))
      moves++
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
  }
  const stop = async (part: number): Promise<void> => {
    stops.push(checkRows(await shownRows(panel, part * lines.count, 0.01 * lines.count + 100), lines))
  }
  const browser = workbench.page.context().browser()!
  await browser.startTracing(workbench.page, { categories: traceCategories })
  await probe?.start()
  await mouse.move(x, at(0))
  await mouse.down()
  // Through the whole file quickly, back with stops, and once more.
  await drag(0, 1, 150)
  await drag(1, 0, 150)
  for (let part = 0; part < 10; part++) {
    await drag(part / 10, (part + 1) / 10, 40)
    await stop((part + 1) / 10)
  }
  await drag(1, 0, 300)
  await mouse.up()
  const host = await probe?.stop()
  const trace = (await browser.stopTracing()).toString('utf8')
  if (values.trace) writeFileSync(values.trace, trace)
  await stop(0)
  probe?.close()
  lines.close()
  await closePanel(workbench)
  return { size: statSync(file).size, moves, tasks: panelTasks(trace), host, stops }
}

const mark = randomUUID()
const small = logOf(10 * MB)
const large = sparseLog(parseSize(values.large))
// In the folder of the logs: links do not go from one file system to another.
const folder = mkdtempSync(path.join(cacheFolder, 'panel-'))
linkSync(small, path.join(folder, 'small.log'))
linkSync(large, path.join(folder, 'large.log'))
const asks = (part: 'opening' | 'dragging' | 'states' | 'start'): boolean => (values.only ?? part) === part
if (asks('dragging')) {
  const dragged = logOf(parseSize(values.size))
  linkSync(dragged, path.join(folder, 'dragged.log'))
  warm(dragged)
}
if (asks('states')) writeStateLogs(folder)

const ms = (value: number): string => `${value.toFixed(0)} ms`
function printLongest({ longest }: PanelTasks, most: number, above = 50): void {
  for (const { milliseconds, cpu, ofPanel, parts } of longest.filter((task) => task.cpu > above).slice(0, most)) {
    console.log(`    ${ms(milliseconds)} (${ms(cpu)} of them on the processor, ${ms(ofPanel)} in the panel's script): ${parts.join(', ')}`)
  }
}
console.log(machine())
let workbench: Workbench | undefined
const report: { machine: string; opening?: Opening[]; dragging?: Dragging; states?: StateTasks[]; start?: Start[] } = { machine: machine() }
try {
  workbench = await Workbench.open({ folder, env: { [MARK]: mark } })
  await workbench.page.addInitScript(notes)
  await workbench.page.evaluate(notes)
  if (asks('opening')) {
    report.opening = await measureOpening(workbench, ['small.log', 'large.log'])
    console.log('\nfrom the click to the first row painted (medians; best)')
    for (const { name, size, first, cold, warm: warmed } of report.opening) {
      if (first !== undefined) console.log(`  first of the window, ${name}: ${ms(first)}`)
      const figures = [['engine cold', cold], ['engine warm', warmed]] as const
      console.log(`  ${name} (${(size / MB).toFixed(0)} MB): ${figures.map(([what, times]) => `${what} ${ms(median(times))} (${ms(Math.min(...times))})`).join(', ')}`)
    }
    const [a, b] = report.opening.map(({ warm: times }) => median(times))
    console.log(`  ratio ${(b / a).toFixed(2)} (aim: at most 700 ms, ratio 1.1)`)
  }
  if (asks('dragging')) {
    report.dragging = await measureDragging(workbench, 'dragged.log')
    const { moves, tasks, host, size, stops } = report.dragging
    console.log(`\ndragging the scrollbar through ${(size / MB).toFixed(0)} MB: ${moves} moves, the rows at ${stops.length} stops are those of the file`)
    console.log(`  webview: ${tasks.over50} of ${tasks.count} tasks over 50 ms (aim: none), ${tasks.over50Cpu} of them on the processor for so long`)
    printLongest(tasks, 5, 0)
    if (host) console.log(`  extension host: ${host.over50} blocks over 50 ms (aim: none), ${host.over50Cpu} of them on the processor for so long; longest ${ms(host.longest)} (${ms(host.longestCpu)} on the processor)`)
  }
  if (asks('start')) {
    report.start = await measureStart(workbench, 'small.log')
    const of = (time: (start: Start) => number): string => `${ms(median(report.start!.map(time)))} (${ms(Math.min(...report.start!.map(time)))})`
    console.log('\nstart of the webview, engine warm (medians; best; aim: rows within 300 ms of the start of its script)')
    console.log(`  from the start of the page: script there ${of(({ script }) => script)}, rows painted ${of(({ painted }) => painted)}`)
    console.log(`  from the script's first statement to rows painted: ${of(({ script, painted }) => painted - script)}`)
  }
  if (asks('states')) {
    console.log('\nstates of the panel: tasks over 50 ms (aim: none), and those of them that were on the processor for so long')
    const states: StateTasks[] = (report.states = [])
    await measureStates(workbench, 'large.log', (state, trace) => {
      states.push(state)
      if (values.trace) writeFileSync(`${values.trace}-${state.log}-${state.what.replaceAll(' ', '-')}`, trace)
      console.log(`  ${state.log}, ${state.what}: ${state.tasks.over50} of ${state.tasks.count}, ${state.tasks.over50Cpu} on the processor`)
      printLongest(state.tasks, 3)
    })
    const sum = (count: (tasks: PanelTasks) => number): number => states.reduce((all, { tasks }) => all + count(tasks), 0)
    console.log(`  all: ${sum(({ over50 }) => over50)} over 50 ms, ${sum(({ over50Cpu }) => over50Cpu)} on the processor`)
  }
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await workbench?.close()
  rmSync(folder, { recursive: true, force: true })
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
process.exit()
