import * as vscode from 'vscode'

/** As in package.json. */
const WALKTHROUGH = 'getStarted'

export function registerGuide(extensionId: string): vscode.Disposable {
  return vscode.commands.registerCommand('sluice.getStarted', () => openWalkthrough(extensionId))
}

export async function openWalkthrough(extensionId: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#${WALKTHROUGH}`, false)
}
