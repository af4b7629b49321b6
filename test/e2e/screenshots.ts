// Pictures of the panel in a real workbench (build first): node test/e2e/screenshots.ts [FOLDER]
// Every state in every kind of theme goes into docs/pictures, and a page that shows them; with --readme the picture and the animation of the README
// are made instead.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../tools/paths.mjs'
import { makeLog } from '../support/makeLog.ts'
import { shrinkPng } from '../support/shrinkPng.ts'
import { animate, type Frame } from './support/animation.ts'
import { Panel } from './support/panel.ts'
import { writeStateLog } from './support/stateLog.ts'
import { fileOf, gallery, panelStates, still, themes } from './support/states.ts'
import { Workbench } from './support/workbench.ts'

const readme = process.argv.includes('--readme')
const pictures = path.join(root, 'docs', 'pictures')
const target = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? pictures
/** Of a picture: all together stay under 2 MB. */
const COLORS = 24

/** The panel alone. */
async function picture(panel: Panel, theme: string, state: string): Promise<void> {
  await still(panel)
  const file = path.join(target, fileOf(theme, state))
  writeFileSync(file, shrinkPng(await (await panel.frame.frameElement()).screenshot({ animations: 'disabled' }), COLORS))
  console.log(path.relative(root, file))
}

async function states(folder: string): Promise<void> {
  writeStateLog(path.join(folder, 'shop.jsonl'))
  const workbench = await Workbench.open({ folder, viewport: { width: 960, height: 580 } })
  try {
    const panel = await Panel.analyze(workbench, 'shop.jsonl')
    await workbench.command('View: Close Primary Side Bar')
    for (const [name, theme] of themes) {
      // Those of states that there are no more go too.
      rmSync(path.join(target, name), { recursive: true, force: true })
      mkdirSync(path.join(target, name), { recursive: true })
      await workbench.setTheme(theme)
      for (const state of panelStates) {
        await state.reach(panel)
        await picture(panel, name, state.name)
        await state.leave?.(panel)
      }
    }
  } finally {
    await workbench.close()
  }
  writeFileSync(path.join(target, 'README.md'), gallery())
}

async function facets(panel: Panel): Promise<void> {
  if (!(await panel.frame.getByTestId('facets-body').isVisible())) await panel.frame.getByTestId('facets').click()
  await panel.frame.getByTestId('tab-facets').click()
  await panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()
}

/** Right-click, question, answer. */
async function story(workbench: Workbench): Promise<Buffer> {
  const frames: Frame[] = []
  const shot = async (milliseconds: number): Promise<void> => void frames.push({ png: await workbench.page.screenshot(), milliseconds })
  const item = workbench.explorerItem('checkout.log')
  await shot(900)
  const entry = workbench.page.locator('.context-view .monaco-menu .action-item', { hasText: 'Analyze log' }).first()
  // Entries of extensions come once these have been scanned.
  for (let attempt = 0; attempt < 10; attempt++) {
    await workbench.contextMenu(item)
    if (await entry.waitFor({ timeout: 2000 }).then(() => true, () => false)) break
    await workbench.page.keyboard.press('Escape')
  }
  await entry.hover()
  await shot(1200)
  await workbench.page.keyboard.press('Escape')
  const panel = await Panel.analyze(workbench, 'checkout.log')
  await still(panel)
  await shot(1500)
  await panel.query.click()
  for (const typed of ['lev', 'level>=warn', 'level>=warn timeout']) {
    await panel.query.fill(typed)
    await shot(350)
  }
  await workbench.page.keyboard.press('Escape')
  await panel.settled('level>=warn timeout')
  await facets(panel)
  await shot(1800)
  await panel.rows.nth(4).click()
  await workbench.page.keyboard.press('Space')
  await panel.frame.getByTestId('detail-pane').waitFor()
  await shot(2000)
  await workbench.page.keyboard.press('Escape')
  await panel.type('level>=warn timeout | timechart span=30m count() by level')
  await panel.frame.getByTestId('chart').waitFor()
  await still(panel)
  await shot(2500)
  return animate(frames)
}

async function forReadme(folder: string): Promise<void> {
  makeLog(path.join(folder, 'checkout.log'), { size: 60 * 2 ** 20 })
  const workbench = await Workbench.open({ folder, viewport: { width: 1000, height: 600 } })
  try {
    writeFileSync(path.join(root, 'media', 'tour.png'), await story(workbench))
    await workbench.page.setViewportSize({ width: 1400, height: 860 })
    await workbench.command('View: Close Primary Side Bar')
    const panel = await Panel.of(workbench)
    await panel.type('level>=warn timeout | parse "user=* " as user | parse "took *ms" as ms')
    await panel.texts('user', /\w/)
    await still(panel)
    await panel.rows.nth(4).click()
    await workbench.page.keyboard.press('Space')
    await facets(panel)
    writeFileSync(path.join(root, 'media', 'panel.png'), shrinkPng(await workbench.page.screenshot()))
  } finally {
    await workbench.close()
  }
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-pictures-'))
mkdirSync(target, { recursive: true })
try {
  await (readme ? forReadme(folder) : states(folder))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
