/** The language of `*.sluice` files in editors: what the language service says, as VS Code wants it. Nothing is run by opening a file. */
import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import type { FieldInfo } from '../../common/protocol.ts'
import type { CompletionItem } from '../../engine/language/language.ts'
import { watchMistakes } from './mistakes.ts'
import { helpText } from './help.ts'
import { RunLenses, type OpenLogs } from './runLenses.ts'
import { language } from './service.ts'

export const LANGUAGE = 'sluice'

/** Tokens by the names that themes know; kinds that are not here have no colour of their own. */
const TOKEN_TYPES: Readonly<Record<string, string>> = {
  stage: 'keyword',
  keyword: 'keyword',
  function: 'function',
  operator: 'operator',
  string: 'string',
  regex: 'regexp',
  field: 'property',
  number: 'number',
  comment: 'comment',
}
const LEGEND = new vscode.SemanticTokensLegend([...new Set(Object.values(TOKEN_TYPES))])

const ITEM_KINDS: Readonly<Record<CompletionItem['kind'], vscode.CompletionItemKind>> = {
  stage: vscode.CompletionItemKind.Module,
  function: vscode.CompletionItemKind.Function,
  keyword: vscode.CompletionItemKind.Keyword,
  field: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.EnumMember,
}

/** `fields`: of the log that was looked at last. */
export function registerLanguage(fields: () => Promise<readonly FieldInfo[]>, logs: OpenLogs): Disposable {
  const store = new DisposableStore()
  const { languages } = vscode
  const lenses = store.add(new RunLenses(logs))
  store.add(languages.registerCompletionItemProvider(LANGUAGE, { provideCompletionItems: (document, position) => completions(document, position, fields) }, '|', ' ', '(', ',', '=', '`'))
  store.add(languages.registerHoverProvider(LANGUAGE, { provideHover: (document, position) => hoverAt(document, position, fields) }))
  store.add(languages.registerDocumentFormattingEditProvider(LANGUAGE, { provideDocumentFormattingEdits: formatted }))
  store.add(languages.registerDocumentSemanticTokensProvider(LANGUAGE, { provideDocumentSemanticTokens: semanticTokens }, LEGEND))
  store.add(languages.registerCodeLensProvider(LANGUAGE, lenses))
  store.add(watchMistakes(LANGUAGE))
  return store
}

async function completions(document: vscode.TextDocument, position: vscode.Position, fields: () => Promise<readonly FieldInfo[]>): Promise<vscode.CompletionItem[]> {
  const { complete } = await language()
  const { start, end, items } = complete(document.getText(), document.offsetAt(position), await fields())
  const from = document.positionAt(start)
  const range = { inserting: new vscode.Range(from, position), replacing: new vscode.Range(from, document.positionAt(end)) }
  return items.map(({ label, kind, detail, help, insert, select }, i) => {
    const item = new vscode.CompletionItem(label, ITEM_KINDS[kind])
    item.detail = detail
    item.documentation = help && helpText(help)
    item.insertText = select ? snippet(insert, select) : insert
    item.range = range
    item.sortText = String(i).padStart(4, '0')
    return item
  })
}

function snippet(text: string, [from, to]: readonly [number, number]): vscode.SnippetString {
  const result = new vscode.SnippetString().appendText(text.slice(0, from))
  if (to > from) result.appendPlaceholder(text.slice(from, to))
  else result.appendTabstop(0)
  return result.appendText(text.slice(to))
}

async function hoverAt(document: vscode.TextDocument, position: vscode.Position, fields: () => Promise<readonly FieldInfo[]>): Promise<vscode.Hover | undefined> {
  const { hover } = await language()
  const found = hover(document.getText(), document.offsetAt(position), await fields())
  return found && new vscode.Hover(helpText(found.help), new vscode.Range(document.positionAt(found.start), document.positionAt(found.end)))
}

async function formatted(document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
  const { format } = await language()
  const before = document.getText()
  const text = format(before)
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length))
  return text === undefined || text === before.replaceAll('\r\n', '\n') ? [] : [vscode.TextEdit.replace(whole, text)]
}

async function semanticTokens(document: vscode.TextDocument): Promise<vscode.SemanticTokens> {
  const { tokens } = await language()
  const builder = new vscode.SemanticTokensBuilder(LEGEND)
  for (const { kind, start, end } of tokens(document.getText())) {
    const type = TOKEN_TYPES[kind]
    if (type === undefined) continue
    // A token may go on over several lines, of which each is told by itself.
    for (let at = start; at < end; ) {
      const { line, character } = document.positionAt(at)
      const stop = Math.min(end, document.offsetAt(document.lineAt(line).range.end))
      if (stop > at) builder.push(new vscode.Range(line, character, line, character + stop - at), type)
      at = document.offsetAt(new vscode.Position(line + 1, 0))
      if (at <= stop) break
    }
  }
  return builder.build()
}
