import * as vscode from 'vscode'
import { pageTexts } from './l10n.ts'
import { makeNonce, panelHtml } from './panelHtml.ts'
import type { WebviewLink } from './webviewLink.ts'

export const PANEL_TYPE = 'sluice.panel'

/** Gives a panel its title, icon and document; a restored one comes without. */
export function dressPanel(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, title: string): void {
  const { webview } = panel
  const file = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path)
  const resource = (...path: string[]): string => webview.asWebviewUri(file(...path)).toString()
  panel.title = title
  panel.iconPath = { light: file('media', 'sluice-light.svg'), dark: file('media', 'sluice-dark.svg') }
  webview.options = {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [file('dist'), file('media')],
  }
  const page = {
    script: resource('dist', 'webview.js'),
    style: resource('dist', 'webview.css'),
    codicons: resource('dist', 'codicons', 'codicon.css'),
    cspSource: webview.cspSource,
    title,
    texts: pageTexts(),
  }
  webview.html = panelHtml(page, makeNonce())
}

/** How messages go to the page of a panel and come from it. */
export function portOf(panel: vscode.WebviewPanel): ConstructorParameters<typeof WebviewLink>[0] {
  return {
    post: (message) => panel.webview.postMessage(message),
    onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
    isLive: () => panel.visible,
  }
}
