import * as vscode from 'vscode'
import type { Help } from '../../engine/language/language.ts'

/** Help as VS Code shows it. All but the usage may hold text of a log, and is shown as text. */
export function helpText({ usage, summary, examples }: Help): vscode.MarkdownString {
  const text = new vscode.MarkdownString()
  text.appendCodeblock(usage, 'sluice')
  text.appendText(summary)
  for (const { code, about } of examples) {
    text.appendMarkdown('\n\n---\n\n')
    text.appendCodeblock(code, 'sluice')
    text.appendText(about)
  }
  return text
}
