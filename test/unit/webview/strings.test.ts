import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { stages } from '../../../src/engine/stages/registry.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Attributes and members that are for people to read. */
const READ = new Set(['title', 'label', 'placeholder', 'alt', 'hint', 'description', 'about', 'aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription'])
/** Names of Unicode's characters, which are the same in every language. */
const NAMES = new Set(['src/webview/text/symbols.ts'])
const STAGES = new Set(stages.flatMap(({ names }) => names))
/** What looks like words, and is not; fields are headed by the names that queries have for them. */
const CODE = new Set(['source', 'line', '… min … s', '… ms', '… h … min', 'by level', 'by status', 'form …', 'zone …', 'color …', 'column …', 'copy …', 'panel: …: …', '…, monospace', '… 1fr', '…px …', 'error OR fail OR exception'])

/** A literal as it would be read; `…` stands for what is put in. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxText(node)) return node.text
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…') : undefined
}

/** Words, if it is two and more in a row, or one that begins a sentence or a label: no query, class, selector or key. */
function isProse(text: string): boolean {
  const words = text.trim()
  const [first] = words.split(' ')
  if (CODE.has(words) || STAGES.has(first) || first === 'NOT' || first === 'not') return false
  return (/\p{L}{2}/u.test(words) && /^[\p{L}…’'"]+[,;:]? (?:[\p{L}\d…’'"(]+[.,;:)]*(?: |$))+$/u.test(words)) || /^\p{Lu}\p{Ll}+[.…!?:]$/u.test(words)
}

/** Where a source says something to people that comes from no table of texts. */
function sayings(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const walk = (node: ts.Node, read: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return
    // For developers only.
    if (ts.isNewExpression(node) && node.expression.getText().endsWith('Error')) return
    if (ts.isJsxAttribute(node) && /^(?:class|data-.*|id|type|role|icon)$/.test(node.name.getText())) return
    const text = textOf(node)
    if (text !== undefined && (isProse(text) || ((read || ts.isJsxText(node)) && /\p{L}{2}/u.test(text) && !CODE.has(text)))) found.push(`${file}: ${text.trim()}`)
    const named = ts.isJsxAttribute(node) ? node.name.getText() : ts.isPropertyAssignment(node) ? node.name.getText() : undefined
    // What is compared, called with or looked up is not read itself.
    const isInner = ts.isBinaryExpression(node) || ts.isCallExpression(node) || ts.isElementAccessExpression(node)
    ts.forEachChild(node, (child) => walk(child, named === undefined ? read && !isInner : READ.has(named) && child !== (node as ts.PropertyAssignment).name))
  }
  walk(tree, false)
  return found
}

describe('texts in the webview', () => {
  it('are found by this test', () => {
    const source = `const a = <p title={b ? 'one' : c} class="two three">Four {strings.five}</p>
      throw new Error('Not for people')
      say('Six seven.'); say(\`\${n} rows read\`); if (key === 'ArrowLeft') run('search error'); const d = { label: 'Eight', id: 'nine' }; call('Ten…')`
    assert.deepEqual(sayings('a.tsx', source), ['a.tsx: one', 'a.tsx: Four', 'a.tsx: Six seven.', 'a.tsx: … rows read', 'a.tsx: Eight', 'a.tsx: Ten…'])
  })

  it('are all in common/panelTexts.ts', () => {
    const files = globSync('src/webview/**/*.{ts,tsx}', { cwd: root }).map((file) => file.replaceAll('\\', '/')).filter((file) => !NAMES.has(file))
    assert.ok(files.length > 80)
    assert.deepEqual(files.flatMap((file) => sayings(file, readFileSync(root + file, 'utf8'))), [])
  })
})
