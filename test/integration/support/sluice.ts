/** The extension under test, logs to analyze, and help to wait. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../../src/host/api.ts'
import type { PanelSnapshot } from '../../../src/host/panelSnapshot.ts'

export async function activated(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('sluice.sluice')
  assert.ok(extension)
  return extension.activate()
}

/** Asks again until the answer is there; says what it was waiting for if that takes too long. */
export async function eventually<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const patience = Date.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > patience) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A folder with logs; removed with `remove`. */
export class Logs {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sluice-integration-'))

  write(name: string, lines: readonly string[]): vscode.Uri {
    const file = this.path(name)
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
    return vscode.Uri.file(file)
  }

  path(name: string): string {
    return path.join(this.folder, name)
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(this.path(name))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const lines = (count: number, text: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => text(i))

/** The panel that was opened or shown last, once it is as asked for. */
export async function panel(api: ExtensionApi, what: string, accept: (panel: PanelSnapshot) => boolean): Promise<PanelSnapshot> {
  let seen: PanelSnapshot | undefined
  try {
    return await eventually(what, () => {
      seen = api.panels().at(-1)
      return seen && accept(seen) && seen
    })
  } catch (error) {
    throw new Error(`${String(error)}; the panel is ${JSON.stringify(seen)}`)
  }
}

/** The last panel, once its pass is done. */
export function finished(api: ExtensionApi, uri?: vscode.Uri): Promise<PanelSnapshot> {
  const mine = (paths: readonly string[]): boolean => uri === undefined || paths.includes(uri.fsPath)
  return panel(api, 'a finished pass', (it) => mine(it.paths) && it.progress?.state === 'done')
}

export function analyze(uri: vscode.Uri, options?: { query: string }): Thenable<unknown> {
  return vscode.commands.executeCommand('sluice.analyze', uri, undefined, options)
}

export async function closeAll(api: ExtensionApi): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
  await eventually('all panels closed', () => api.panels().length === 0)
}

/** What is open in the editor area, as far as it is ours. */
export function panelTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('sluice.panel'))
}
