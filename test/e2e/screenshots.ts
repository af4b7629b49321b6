// Pictures of the panel in a real workbench, in every kind of theme: node test/e2e/screenshots.ts [FOLDER]
// The one of the README: node test/e2e/screenshots.ts --readme
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../tools/paths.mjs'
import { makeLog } from '../support/makeLog.ts'
import { Panel } from './support/panel.ts'
import { Workbench, type Theme } from './support/workbench.ts'

const readme = process.argv.includes('--readme')
const target = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? path.join(root, 'out', 'screenshots')
const themes: readonly [string, Theme][] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['contrast', 'Default High Contrast'],
]

async function picture(workbench: Workbench, name: string): Promise<void> {
  const file = path.join(target, `${name}.png`)
  await workbench.screenshot(file)
  console.log(file)
}

/** The states of the panel that are worth looking at. */
async function tour(workbench: Workbench, theme: string): Promise<void> {
  const panel = await Panel.of(workbench)
  await panel.type('')
  await panel.texts('message', 'request=')
  await picture(workbench, `${theme}-all-rows`)
  await panel.type('ERROR timeout OR größe | parse "user=* " as user | parse "took *ms" as ms')
  await panel.texts('user', /\w/)
  await panel.rows.nth(4).click()
  await panel.rows.nth(7).click({ modifiers: ['Shift'] })
  await picture(workbench, `${theme}-fields`)
  await panel.type('ERROR | parse "user=* " as user | stats count() by user')
  await panel.texts('count()', /\d/)
  await picture(workbench, `${theme}-table`)
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
  await workbench.page.keyboard.press('Escape')
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-pictures-'))
makeLog(path.join(folder, 'checkout.log'), { size: 60 * 2 ** 20 })
const workbench = await Workbench.open({ folder, viewport: { width: 1400, height: 860 } })
try {
  const panel = await Panel.analyze(workbench, 'checkout.log')
  if (readme) {
    await workbench.command('View: Close Primary Side Bar')
    await panel.type('timeout OR größe | parse "user=* " as user | parse "took *ms" as ms | search ms>100')
    await panel.texts('user', /\w/)
    await panel.rows.nth(4).click()
    await panel.frame.locator('[data-testid=status][data-state=done]').waitFor()
    await workbench.screenshot(path.join(root, 'media', 'panel.png'))
  } else {
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
