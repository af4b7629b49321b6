import * as vscode from 'vscode'

export interface NamedPipeline {
  readonly name: string
  readonly text: string
}

export type PipelinePlace = 'user' | 'workspace'

/** The pipelines of the setting `sluice.pipelines`, that of the workspace over that of the user; what is no text is left out. */
export function namedPipelines(): readonly NamedPipeline[] {
  return entriesOf(vscode.workspace.getConfiguration('sluice').get('pipelines'))
}

export function entriesOf(value: unknown): readonly NamedPipeline[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [{ name, text }] : []))
}

/** Puts a pipeline into the setting, in the place of one of the same name. */
export async function savePipeline(name: string, text: string, place: PipelinePlace): Promise<void> {
  const settings = vscode.workspace.getConfiguration('sluice')
  const found = settings.inspect<Record<string, unknown>>('pipelines')
  const before = place === 'user' ? found?.globalValue : found?.workspaceValue
  const target = place === 'user' ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace
  await settings.update('pipelines', { ...before, [name]: text }, target)
}
