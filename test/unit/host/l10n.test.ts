import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { fromErrorData, SluiceError, toErrorData } from '../../../src/common/errors.ts'
import { errorOf, errorTexts, saying } from '../../../src/common/errorTexts.ts'
import { PATTERNS } from '../../../src/common/grok/patterns.ts'
import { panelTexts } from '../../../src/common/panelTexts.ts'
import { hasForms, type Texts } from '../../../src/common/texts.ts'
import { formatCount, inEnglish, localErrorData, messageOf, pageTexts, setTranslation, t } from '../../../src/host/l10n.ts'
import { changeNotice, damageNotice, formatBytes, progressNews } from '../../../src/host/texts.ts'
import { chosenFiles } from '../../tools/package.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const BUNDLE = 'media/l10n/bundle.l10n.de.json'
const german = JSON.parse(readFileSync(root + BUNDLE, 'utf8')) as Readonly<Record<string, string>>

interface Call {
  /** Where it stands. */
  readonly at: string
  /** Undefined if it is no literal. */
  readonly text: string | undefined
  readonly values: number
  /** Whether it is made while its module loads, before there is a translation. */
  readonly early: boolean
}

/** The calls of `t` in the host. */
function callsOf(file: string, source: string): Call[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const calls: Call[] = []
  const walk = (node: ts.Node, early: boolean): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      const [first, ...values] = node.arguments
      const text = first && ts.isStringLiteral(first) ? first.text : undefined
      calls.push({ at: `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, text, values: values.length, early })
    }
    ts.forEachChild(node, (child) => walk(child, early && !ts.isFunctionLike(node)))
  }
  walk(tree, true)
  return calls
}

const calls = globSync('src/host/**/*.ts', { cwd: root }).flatMap((file) => callsOf(file, readFileSync(root + file, 'utf8')))

/** The places of a text, in their order. */
const places = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

/** The texts of the panel. */
function textsOf(texts: Texts): string[] {
  return typeof texts === 'string' ? [texts] : Object.values(texts).flatMap(textsOf)
}

describe('texts of the host', () => {
  afterEach(() => setTranslation(inEnglish))

  it('are English without VS Code, and what it says with it', () => {
    assert.equal(t('{1} of {0}, {1}; {log,txt} {7}', 'a {1}', 2), '2 of a {1}, 2; {log,txt} {7}')
    setTranslation((text, ...values) => [text, ...values].join('|'))
    assert.equal(t('{0} rows', 3), '{0} rows|3')
  })

  it('are found by this test', () => {
    const source = "const a = t('one')\nfunction f() { return [t('{0} x', 1), t(`y`), t(z)] }\nclass C { m = () => t('two') }"
    assert.deepEqual(callsOf('f.ts', source), [
      { at: 'f.ts:1', text: 'one', values: 0, early: true },
      { at: 'f.ts:2', text: '{0} x', values: 1, early: false },
      { at: 'f.ts:2', text: undefined, values: 0, early: false },
      { at: 'f.ts:2', text: undefined, values: 0, early: false },
      { at: 'f.ts:3', text: 'two', values: 0, early: false },
    ])
  })

  it('are literals, which are not made before there is a translation, with a value for each place', () => {
    assert.ok(calls.length > 100)
    assert.deepEqual(calls.filter(({ text, early }) => text === undefined || early), [])
    assert.deepEqual(calls.filter(({ text = '', values }) => places(text).join() !== [...Array(values).keys()].join()), [])
  })

  it('are all in the German bundle, with the same places, and nothing else is', () => {
    assert.deepEqual(Object.keys(german).sort(), [...new Set([...calls.flatMap(({ text = [] }) => text), ...textsOf(panelTexts), ...textsOf(errorTexts)])].sort())
    assert.deepEqual(Object.entries(german).filter(([text, translated]) => translated.trim() === '' || places(text).join() !== places(translated).join()), [])
  })

  it('are for the panel in the language of VS Code, where there is a translation, and numbers are in any case', () => {
    setTranslation((text) => german[text] ?? text, 'de', true)
    assert.deepEqual([pageTexts().language, pageTexts().textLanguage, formatCount(12_345)], ['de', 'de', '12.345'])
    assert.equal((pageTexts().texts as typeof panelTexts).run, 'Ausführen')
    setTranslation(inEnglish, 'fr', false)
    assert.deepEqual(pageTexts(), { language: 'fr', textLanguage: 'en', texts: panelTexts, grok: PATTERNS })
    setTranslation(inEnglish, 'no_language', false)
    assert.equal(pageTexts().language, 'en')
  })

  it('are for errors of the engine what these say in English, by their texts and values', () => {
    const error = errorOf('isDirectory', 'isFolder', { name: 'a {path} $&', path: '/a' })
    assert.equal(error.message, 'a {path} $& is a folder. Choose the log files in it: /a')
    setTranslation((text) => german[text] ?? text, 'de', true)
    const sent = fromErrorData(structuredClone(toErrorData(error)))
    assert.equal(messageOf(sent), 'a {path} $& ist ein Ordner. Wählen Sie die Protokolldateien darin: /a')
    assert.deepEqual(toErrorData(sent), toErrorData(error))
    assert.equal(messageOf(new SluiceError('changed', 'As it is.', undefined, { text: 'toString', values: {} })), 'As it is.')
  })

  it('are for all of what the panel is told by the engine', () => {
    setTranslation((text) => german[text] ?? text, 'de', true)
    const failed = errorOf('stageTimeout', 'expressionEndedAt', { seconds: 0.5, at: 12_345 }, { stage: 1 })
    assert.match(failed.message, /0\.5 s on the row at byte 12,345 /)
    const said = /^Der reguläre Ausdruck brauchte mehr als 0,5 s für die Zeile bei Byte 12\.345 und wurde beendet/
    const sent = localErrorData(failed)
    assert.deepEqual([sent.code, sent.details, 'said' in sent], ['stageTimeout', { stage: 1 }, false])
    assert.match(sent.message, said)
    const counts = { rowsIn: 1, rowsOut: 0, inExact: true, outExact: true, warnings: [] }
    const progress = {
      ...{ run: 1, state: 'failed', bytesDone: 1, bytesTotal: 1, rowsScanned: 1, rowsMatched: 0, exact: false, seconds: 1, version: 1 } as const,
      ...{ message: failed.message, said: failed.said, stages: [{ ...counts, error: 'Another.' }, { ...counts, error: failed.message }] },
    }
    const { message = '', stages, ...rest } = progressNews(progress)
    assert.match(message, said)
    assert.deepEqual([stages.map(({ error }) => error), 'said' in rest], [['Another.', message], false])
    const running = { ...progress, message: undefined, said: undefined }
    assert.deepEqual(progressNews(running).stages, progress.stages)
    const change = { analysis: 1, source: 0, kind: 'deleted', size: 1, ...saying('deleted', { name: 'a.log' }) } as const
    assert.match(changeNotice(change, '/a.log', 1).message ?? '', /^a\.log wurde gelöscht oder verschoben\. /)
    const damage = saying('cut', { name: 'a.gz', at: 1234 })
    const source = { path: '/a.gz', name: 'a.gz', size: 1, encoding: 'UTF-8', bom: false, lineEnd: 'LF', binary: false, damage: damage.message, damageSaid: damage.said } as const
    const problem = saying('formatTooSlow', { name: 'own' })
    const damaged = { ...source, problem: problem.message, problemSaid: problem.said }
    assert.match(damageNotice([damaged])?.message ?? '', /^a\.gz endet zu früh, hinter Byte 1\.234: .* Der Ausdruck des Formats 'own' dauert /)
    assert.equal(formatBytes(1_250_000), '1,3 MB')
  })

  it('are those of errors of the engine, unless these are about a query or a script, or nobody is told', () => {
    const SILENT = ['cancelled', 'query', 'script']
    // A log that is followed, which the command line alone does, and a mistake of ours.
    const others = ['src/engine/follow/livePass.ts', 'src/engine/follow/recordStream.ts', 'src/engine/bytes/packed/streamSource.ts']
    const made = globSync('src/{engine,process}/**/*.ts', { cwd: root }).filter((file) => !others.includes(file)).flatMap((file) => {
      const tree = ts.createSourceFile(file, readFileSync(root + file, 'utf8'), ts.ScriptTarget.Latest, true)
      const found: string[] = []
      const walk = (node: ts.Node): void => {
        if (ts.isNewExpression(node) && node.expression.getText() === 'SluiceError') found.push(`${file}: ${node.arguments?.[0].getText().replaceAll("'", '') ?? ''}`)
        ts.forEachChild(node, walk)
      }
      walk(tree)
      return found
    })
    assert.ok(made.length > 10)
    assert.deepEqual(made.filter((each) => !SILENT.includes(each.split(': ')[1])), [])
  })

  it('have all forms in groups of their own', () => {
    const check = (texts: Texts): void => {
      if (typeof texts === 'string') return
      if ('one' in texts || 'other' in texts) assert.ok(hasForms(texts) && Object.keys(texts).length === 2, JSON.stringify(texts))
      else Object.values(texts).forEach(check)
    }
    check(panelTexts)
  })

  it('are in the package, where the manifest says', () => {
    const { l10n } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { l10n: string }
    assert.equal(l10n, './media/l10n')
    assert.ok((chosenFiles() as string[]).includes(BUNDLE))
  })
})
