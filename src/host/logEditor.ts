import * as vscode from 'vscode'
import { pathsOf } from './files.ts'
import type { Panels } from './panels.ts'

export const EDITOR_TYPE = 'sluice.log'

/** Sluice as an editor for logs: "Open With…", and `workbench.editorAssociations`. It shows the panel, in the tab of the file. */
export class LogEditorProvider implements vscode.CustomReadonlyEditorProvider {
  private readonly panels: Panels

  constructor(panels: Panels) {
    this.panels = panels
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    // Nothing is held here: the engine reads the file.
    return { uri, dispose: () => undefined }
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const paths = pathsOf([uri])
    if (paths) this.panels.show(panel, paths)
    else panel.dispose()
  }
}

export function registerLogEditor(panels: Panels): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(EDITOR_TYPE, new LogEditorProvider(panels), { supportsMultipleEditorsPerDocument: true })
}
