import type * as vscode from 'vscode'
import type { ExtensionApi } from './host/api.ts'
import { startHost, type Host } from './host/host.ts'

let host: Host | undefined

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  host = startHost(context)
  return host.api
}

/** VS Code waits for this a few seconds. */
export async function deactivate(): Promise<void> {
  await host?.stop()
  host = undefined
}
