/** Highlighters in the settings: a new one, which are on, and where they are written. */
import * as vscode from 'vscode'
import { HIGHLIGHT_COLORS, patternOf, readHighlighters, withHighlighter, type HighlightColor, type Highlighter } from '../common/highlighters.ts'
import { t } from './l10n.ts'

const SETTING = 'highlighters'

function current(): readonly Highlighter[] {
  return readHighlighters(vscode.workspace.getConfiguration('sluice').get(SETTING))
}

/** Written where the setting is already, else for the user. */
async function write(all: readonly Highlighter[]): Promise<void> {
  const setting = vscode.workspace.getConfiguration('sluice')
  const inWorkspace = setting.inspect(SETTING)?.workspaceValue !== undefined
  await setting.update(SETTING, all, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global)
}

/** Asks for the text, which begins with `text`, and for the colour. */
export async function addHighlighter(text: string): Promise<void> {
  const chosen = await vscode.window.showInputBox({
    title: t('Highlight in all rows'),
    prompt: t('A text, or an expression as /took \\d+ms/'),
    value: text,
    validateInput: (value) => (value.trim() === '' || patternOf({ text: value }) ? undefined : t('The expression has a mistake.')),
  })
  if (chosen === undefined || chosen.trim() === '') return
  const all = chosen === text ? withHighlighter(current(), chosen) : withExpression(current(), chosen)
  const made = all.find((one) => !current().includes(one) && (one.name === chosen.slice(0, 60) || one.text === chosen)) ?? all[all.length - 1]
  const color = await chooseColor(made.color)
  if (color) await write(all.map((one) => (one === made ? { ...one, color } : one)))
}

/** What was typed may be an expression. */
function withExpression(all: readonly Highlighter[], text: string): readonly Highlighter[] {
  const more = withHighlighter(all, text)
  return more.map((one, i) => (i === all.length ? { ...one, text } : one))
}

async function chooseColor(first: HighlightColor): Promise<HighlightColor | undefined> {
  const colors = [first, ...HIGHLIGHT_COLORS.filter((color) => color !== first)]
  const items = colors.map((color) => ({ label: color, iconPath: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(`charts.${color}`)) }))
  const chosen = await vscode.window.showQuickPick(items, { title: t('Colour of the highlighter') })
  return chosen?.label
}

/** A list in which those that are on are checked. */
export async function toggleHighlighters(): Promise<void> {
  const all = current()
  if (all.length === 0) return addHighlighter('')
  const items = all.map((one) => ({ label: one.name, description: one.text === one.name ? one.color : `${one.text}  ${one.color}`, picked: !one.off, one }))
  const chosen = await vscode.window.showQuickPick(items, { title: t('Highlighters'), canPickMany: true, placeHolder: t('Those that are checked are on') })
  if (!chosen) return
  const on = new Set(chosen.map(({ one }) => one))
  await write(all.map((one) => ({ name: one.name, text: one.text, color: one.color, ...(on.has(one) ? {} : { off: true }) })))
}

export async function editHighlighters(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', '@id:sluice.highlighters')
}
