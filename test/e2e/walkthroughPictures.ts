// The pictures of the walkthrough, from a real workbench: node esbuild.mjs && node test/e2e/walkthroughPictures.ts
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../tools/paths.mjs'
import { makeLog } from '../support/makeLog.ts'
import { shrinkPng } from '../support/shrinkPng.ts'
import { Panel } from './support/panel.ts'
import { Workbench, type Theme } from './support/workbench.ts'

const target = path.join(root, 'media', 'walkthrough')
const themes: readonly [string, Theme][] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
]

async function tour(workbench: Workbench, theme: string): Promise<void> {
  const panel = await Panel.of(workbench)
  const { frame } = panel
  const picture = async (name: string): Promise<void> => {
    // Where the pointer happens to be is no part of it.
    await workbench.page.mouse.move(0, 0)
    const png = await (await frame.frameElement()).screenshot({ animations: 'disabled' })
    writeFileSync(path.join(target, `${name}-${theme}.png`), shrinkPng(png))
  }
  await panel.type('')
  await panel.texts('message', 'request=')
  await frame.locator('[data-testid=status][data-state=done]').waitFor()
  await panel.focusList()
  await picture('open')
  await frame.getByTestId('guide').click()
  await frame.getByTestId('guide-card').waitFor()
  await picture('ask')
  await workbench.page.keyboard.press('Escape')
  await panel.type('ERROR | parse "user=* " as user | stats count() by user')
  await panel.texts('count()', /\d/)
  await frame.locator('[data-testid=status][data-state=done]').waitFor()
  await picture('chain')
  await panel.type('timeout')
  await frame.getByTestId('facets').click()
  await frame.locator('[data-testid=facets-body][data-done=true]').waitFor()
  await picture('facets')
  await frame.getByTestId('facets').click()
  await frame.getByTestId('more').click()
  await frame.getByTestId('menu').waitFor()
  await picture('take')
  await workbench.page.keyboard.press('Escape')
}

mkdirSync(target, { recursive: true })
const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-pictures-'))
makeLog(path.join(folder, 'checkout.log'), { size: 60 * 2 ** 20 })
const workbench = await Workbench.open({ folder, viewport: { width: 980, height: 660 } })
try {
  await Panel.analyze(workbench, 'checkout.log')
  await workbench.command('View: Close Primary Side Bar')
  for (const [name, theme] of themes) {
    await workbench.setTheme(theme)
    await tour(workbench, name)
  }
} finally {
  await workbench.close()
  rmSync(folder, { recursive: true, force: true })
}
