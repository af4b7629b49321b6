import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import { language } from './service.ts'

/** Mistakes are looked for this long after the last key, in milliseconds. */
const PAUSE = 150

/** Marks what is wrong in documents of a language while they are open. */
export function watchMistakes(id: string): Disposable {
  const store = new DisposableStore()
  const found = store.add(vscode.languages.createDiagnosticCollection(id))
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()

  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { diagnose } = await language()
    if (document.isClosed || store.isDisposed || document.languageId !== id) return
    const mistakes = diagnose(document.getText()).map(({ start, end, message }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(Math.max(end, start + 1)))
      const mistake = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error)
      mistake.source = 'Sluice'
      return mistake
    })
    found.set(document.uri, mistakes)
  }
  const lookSoon = (document: vscode.TextDocument, pause: number): void => {
    if (document.languageId !== id) return
    const key = document.uri.toString()
    clearTimeout(waiting.get(key))
    waiting.set(key, setTimeout(() => {
      waiting.delete(key)
      void look(document)
    }, pause))
  }
  const forget = (document: vscode.TextDocument): void => {
    const key = document.uri.toString()
    clearTimeout(waiting.get(key))
    waiting.delete(key)
    found.delete(document.uri)
  }

  store.add(vscode.workspace.onDidOpenTextDocument((document) => lookSoon(document, 0)))
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => lookSoon(document, PAUSE)))
  store.add(vscode.workspace.onDidCloseTextDocument(forget))
  store.add({ dispose: () => waiting.forEach((timer) => clearTimeout(timer)) })
  for (const document of vscode.workspace.textDocuments) lookSoon(document, 0)
  return store
}
