import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('in German', () => {
  let folder: string
  let workbench: Workbench

  before(async function () {
    this.timeout(120_000)
    folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-german-'))
    writeFileSync(path.join(folder, 'app.log'), '2026-01-01T00:00:00Z INFO hello\n')
    workbench = await Workbench.open({ folder, language: 'de' })
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has the titles of the manifest, and the texts of the panel and of the host', async () => {
    await workbench.openFile('app.log')
    await workbench.command('Sluice: Protokoll analysieren')
    await workbench.page.locator('.tab', { hasText: 'app.log' }).nth(1).waitFor()
    const panel = await Panel.of(workbench)
    await panel.matched('1')
    await panel.frame.getByTestId('status-rows').getByText('1 Zeile', { exact: true }).waitFor()
    await panel.frame.getByTestId('run').getByText('Ausführen').waitFor()
    await workbench.command('Sluice: Zeiten des Protokolls verschieben…')
    await workbench.page.locator('.quick-input-widget').getByText('Um wie viel die Zeiten verschoben werden').first().waitFor()
    await workbench.page.keyboard.press('Escape')
  })
})
