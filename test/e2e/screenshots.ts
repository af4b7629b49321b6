// Pictures of the panel in a real workbench: node test/e2e/screenshots.ts [FOLDER]
// Every state in every kind of theme goes into docs/pictures; with --readme the picture and the animation of the README are made instead.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../tools/paths.mjs'
import { makeLog } from '../support/makeLog.ts'
import { animate, type Frame } from './support/animation.ts'
import { Panel } from './support/panel.ts'
import { Workbench, type Theme } from './support/workbench.ts'

const readme = process.argv.includes('--readme')
const pictures = path.join(root, 'docs', 'pictures')
const target = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? pictures
const themes: readonly [string, Theme][] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['contrast', 'Default High Contrast'],
]
/** Of a JPEG: all pictures together stay under 2 MB. */
const QUALITY = 28

async function picture(workbench: Workbench, name: string): Promise<void> {
  const file = path.join(target, `${name}.jpg`)
  mkdirSync(target, { recursive: true })
  await workbench.page.screenshot({ path: file, type: 'jpeg', quality: QUALITY })
  console.log(path.relative(root, file))
}

const settled = (panel: Panel): Promise<void> => panel.frame.locator('[data-testid=status]:not([data-state=running])').waitFor()

async function facets(panel: Panel, tab: 'facets' | 'patterns'): Promise<void> {
  if (!(await panel.frame.getByTestId('facets-body').isVisible())) await panel.frame.getByTestId('facets').click()
  await panel.frame.getByTestId(`tab-${tab}`).click()
  await panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()
}

/** The states of the panel that are worth looking at. */
async function tour(workbench: Workbench, theme: string): Promise<void> {
  const panel = await Panel.of(workbench)
  const { keyboard } = workbench.page
  await panel.type('')
  await panel.texts('message', 'request=')
  await settled(panel)
  await picture(workbench, `${theme}-all-rows`)
  await facets(panel, 'facets')
  await panel.type('ERROR timeout OR größe')
  await settled(panel)
  await panel.rows.nth(4).click()
  await keyboard.press('Space')
  await panel.frame.getByTestId('detail-pane').waitFor()
  await facets(panel, 'facets')
  await picture(workbench, `${theme}-facets-and-details`)
  await facets(panel, 'patterns')
  await picture(workbench, `${theme}-patterns`)
  await panel.frame.getByTestId('facets-close').click()
  await panel.focusList()
  await keyboard.press('Escape')
  await panel.type('| timechart span=10m count() by level')
  await panel.frame.getByTestId('chart').waitFor()
  await settled(panel)
  await picture(workbench, `${theme}-chart`)
  await panel.type('ERROR | parse "user=* as user | head 5')
  await panel.frame.getByTestId('query-mistake').waitFor()
  await picture(workbench, `${theme}-mistake`)
  await panel.type('nothing like this')
  await panel.frame.getByTestId('empty').waitFor()
  await picture(workbench, `${theme}-no-match`)
  await panel.type('')
  await panel.texts('message', 'request=')
  await panel.frame.getByTestId('add-stage').click()
  await panel.frame.getByTestId('menu').waitFor()
  await picture(workbench, `${theme}-add-stage`)
  await keyboard.press('Escape')
}

/** Right-click, question, answer. */
async function story(workbench: Workbench): Promise<void> {
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
  await settled(panel)
  await shot(1500)
  await panel.query.click()
  for (const typed of ['lev', 'level>=warn', 'level>=warn timeout']) {
    await panel.query.fill(typed)
    await shot(350)
  }
  await workbench.page.keyboard.press('Escape')
  await panel.type('level>=warn timeout')
  await settled(panel)
  await facets(panel, 'facets')
  await shot(1800)
  await panel.rows.nth(4).click()
  await workbench.page.keyboard.press('Space')
  await panel.frame.getByTestId('detail-pane').waitFor()
  await shot(2000)
  await workbench.page.keyboard.press('Escape')
  await panel.type('level>=warn timeout | timechart span=30m count() by level')
  await panel.frame.getByTestId('chart').waitFor()
  await settled(panel)
  await shot(2500)
  mkdirSync(pictures, { recursive: true })
  writeFileSync(path.join(pictures, 'tour.png'), animate(frames))
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-pictures-'))
makeLog(path.join(folder, 'checkout.log'), { size: 60 * 2 ** 20 })
const workbench = await Workbench.open({ folder, viewport: readme ? { width: 1000, height: 600 } : { width: 1120, height: 700 } })
try {
  if (readme) {
    await story(workbench)
    await workbench.page.setViewportSize({ width: 1400, height: 860 })
    await workbench.command('View: Close Primary Side Bar')
    const panel = await Panel.of(workbench)
    await panel.type('level>=warn timeout | parse "user=* " as user | parse "took *ms" as ms')
    await panel.texts('user', /\w/)
    await settled(panel)
    await panel.rows.nth(4).click()
    await workbench.page.keyboard.press('Space')
    await facets(panel, 'facets')
    await workbench.screenshot(path.join(root, 'media', 'panel.png'))
  } else {
    await Panel.analyze(workbench, 'checkout.log')
    for (const [name, theme] of themes) {
      await workbench.setTheme(theme)
      await tour(workbench, name)
    }
    await workbench.page.setViewportSize({ width: 760, height: 700 })
    await picture(workbench, 'narrow')
  }
} finally {
  await workbench.close()
  rmSync(folder, { recursive: true, force: true })
}
