// Ten tasks in the real workbench, and in lnav: npm run usability [-- --large 5G --only why,new --markdown docs/usability.md]
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Workbench } from '../e2e/support/workbench.ts'
import { parseSize } from '../support/makeLog.ts'
import { out, root } from '../tools/paths.mjs'
import { klogg, plainCode } from './counted.ts'
import { hasLnav, lnavVersion, walkLnav, type PeerWalk } from './lnav.ts'
import { makeLargeLog, makeLogs } from './logs.ts'
import { Person } from './person.ts'
import { betweenMarks, report, type Row } from './report.ts'
import { tasks } from './tasks.ts'

const { values: options } = parseArgs({ options: { large: { type: 'string', default: '5G' }, only: { type: 'string' }, markdown: { type: 'string' }, peers: { type: 'boolean', default: true } }, allowNegative: true })
/** More are too many, and the walk fails. */
const MOST_ACTIONS = 5
/** Seconds that lnav may take to read the large log. */
const PATIENCE = 300

const wanted = tasks.filter(({ id }) => !options.only || options.only.split(',').includes(id))
const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-usability-'))
const pictures = path.join(out, 'usability')
mkdirSync(pictures, { recursive: true })
makeLogs(folder)
if (wanted.some(({ id }) => id === 'large')) makeLargeLog(path.join(folder, 'batch.log'), parseSize(options.large))

const rows: (Row & { id: string })[] = []
const problems: string[] = []
const workbench = await Workbench.open({ folder })
try {
  // Its menu entries come once the extension has been scanned.
  await workbench.command('Sluice: What can I type?').catch(() => undefined)
  for (const { id, question, run } of wanted) {
    await workbench.command('View: Close All Editors')
    await workbench.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' })
    // Nothing is chosen in the explorer.
    await workbench.page.locator('.explorer-folders-view').click({ position: { x: 100, y: 400 } })
    await workbench.page.locator('.explorer-folders-view .monaco-list-row.selected').first().waitFor({ state: 'detached' })
    const person = new Person(workbench)
    const answer = await run({ workbench, person, folder }).catch(async (error: unknown) => {
      await workbench.screenshot(path.join(pictures, `${id}-failed.png`))
      problems.push(`${id} failed: ${String(error).slice(0, 500)}`)
      return undefined
    })
    const { waited, took, actions } = person
    await workbench.screenshot(path.join(pictures, `${id}.png`))
    if (actions.length > MOST_ACTIONS) problems.push(`${id} takes ${actions.length} actions`)
    if (answer === undefined) continue
    rows.push({ id, question, answer, actions, waited, took, klogg: klogg[id], code: plainCode[id] })
    console.log(`${id}: ${answer} (${actions.length} actions, ${waited.toFixed(1)} s)`)
  }
} finally {
  await workbench.close()
}
const withPeer = options.peers && hasLnav()
try {
  for (const [i, { id }] of rows.entries()) {
    const lnav: PeerWalk | undefined = withPeer ? await walkLnav(id, folder, PATIENCE).catch((error: unknown) => void problems.push(String(error))) ?? undefined : undefined
    rows[i] = { ...rows[i], lnav }
    if (lnav) console.log(`lnav, ${id}: ${lnav.actions.length} actions, ${lnav.waited?.toFixed(1)} s`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const machine = `${os.availableParallelism()} cores; ${withPeer ? lnavVersion() : 'no lnav here'}; the large log has ${options.large}.`
const table = report(rows, machine)
if (options.markdown) {
  const file = path.resolve(root, options.markdown)
  writeFileSync(file, betweenMarks(readFileSync(file, 'utf8'), table))
} else console.log(table)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
