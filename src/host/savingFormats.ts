import * as vscode from 'vscode'
import type { FormatDeclaration } from '../common/protocol.ts'

export interface SavedFormat {
  readonly where: 'workspaceFolder' | 'workspace' | 'user'
  /** The setting is another than before. */
  readonly changed: boolean
}

const TARGETS = {
  workspaceFolder: vscode.ConfigurationTarget.WorkspaceFolder,
  workspace: vscode.ConfigurationTarget.Workspace,
  user: vscode.ConfigurationTarget.Global,
} as const

/**
 * Puts a format into `sluice.formats`, in the place of one of the same name: where the formats for `path` are now, since those of a workspace hide
 * those of the user; else in the workspace, if there is one.
 */
export async function saveFormat(path: string, declared: FormatDeclaration): Promise<SavedFormat> {
  const settings = vscode.workspace.getConfiguration('sluice', vscode.Uri.file(path))
  const found = settings.inspect<readonly unknown[]>('formats')
  const places = { workspaceFolder: found?.workspaceFolderValue, workspace: found?.workspaceValue, user: found?.globalValue }
  const used = (['workspaceFolder', 'workspace', 'user'] as const).find((place) => places[place] !== undefined)
  const where = used ?? (vscode.workspace.workspaceFolders?.length ? 'workspace' : 'user')
  const before = Array.isArray(places[where]) ? (places[where] as readonly unknown[]) : []
  const after = withFormat(before, declared)
  const changed = JSON.stringify(after) !== JSON.stringify(before)
  if (changed) await settings.update('formats', after, TARGETS[where])
  return { where, changed }
}

function withFormat(formats: readonly unknown[], declared: FormatDeclaration): readonly unknown[] {
  const at = formats.findIndex((each) => (each as { name?: unknown } | undefined | null)?.name === declared.name)
  return at < 0 ? [...formats, declared] : formats.map((each, i) => (i === at ? declared : each))
}
