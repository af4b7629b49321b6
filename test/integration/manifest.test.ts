import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { activated, panelTabs } from './support/sluice.ts'

interface Manifest {
  readonly activationEvents: string[]
  readonly extensionKind: string[]
  readonly icon: string
  readonly contributes: {
    readonly commands: { command: string; category: string; icon?: string | Record<string, string> }[]
    readonly menus: Record<string, { command: string; when?: string }[]>
    readonly keybindings: { command: string; when: string }[]
    readonly configuration: { properties: Record<string, { markdownDescription?: string; default: unknown }> }
  }
}

describe('the manifest', () => {
  let manifest: Manifest
  let folder: string

  before(async () => {
    await activated()
    const extension = vscode.extensions.getExtension('sluice.sluice')
    assert.ok(extension)
    manifest = extension.packageJSON as Manifest
    folder = extension.extensionPath
  })

  it('wakes the extension for panels that are restored', () => {
    assert.ok(manifest.activationEvents.includes('onWebviewPanel:sluice.panel'))
    assert.ok(manifest.activationEvents.includes('onUri'))
    assert.deepEqual(manifest.extensionKind, ['workspace'])
  })

  it('has the icons that it names', () => {
    const icons = manifest.contributes.commands.flatMap(({ icon }) => (typeof icon === 'object' ? Object.values(icon) : []))
    assert.deepEqual([manifest.icon, ...icons].filter((icon) => !existsSync(path.join(folder, icon))), [])
  })

  it('names in menus and key bindings only commands that it has', () => {
    const { commands, menus, keybindings } = manifest.contributes
    const known = new Set(commands.map(({ command }) => command))
    const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command)
    assert.deepEqual(named.filter((command) => !known.has(command)), [])
    assert.deepEqual(commands.filter(({ category }) => category !== 'Sluice'), [])
  })

  it('takes no key outside its panel', () => {
    for (const { when } of manifest.contributes.keybindings) assert.match(when, /activeWebviewPanelId == 'sluice\.panel'/)
  })

  it('describes every setting, with the default that the code gets', () => {
    const settings = vscode.workspace.getConfiguration()
    for (const [name, { markdownDescription, default: value }] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.ok(markdownDescription, name)
      assert.deepEqual(settings.get(name), value, name)
    }
  })

  it('has commands that do nothing, and fail not, without a panel', async () => {
    assert.equal(panelTabs().length, 0)
    // The rest would ask something, or show something.
    const asking = ['sluice.analyze', 'sluice.analyzeBeside', 'sluice.analyzeWithRotations', 'sluice.analyzeFolder', 'sluice.runPipeline', 'sluice.openPipeline', 'sluice.newScript', 'sluice.showLog']
    for (const { command } of manifest.contributes.commands) {
      if (!asking.includes(command)) await vscode.commands.executeCommand(command)
    }
  })
})
