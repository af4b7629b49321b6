import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { build } from 'esbuild'
import { PATTERNS } from '../../../../src/common/grok/patterns.ts'
import { stages } from '../../../../src/engine/stages/registry.ts'
import { withoutBareFields, withoutRunning, withoutMethods, withShortPrivates } from '../../../../src/webview/build/declarationsOnly.mjs'
import { namesOf, ownNames } from '../../../../src/webview/build/ownNames.mjs'
import { panelBundle } from '../../../../src/webview/build/panelBundle.mjs'

/** What a page may be large, its icons' font and its styles apart. */
const LARGEST = 350_000

describe('webview/build', () => {
  it('takes out of a declaration what makes the stage run, and nothing else', () => {
    const source = "export const top = { names: ['top'], parse(p) { return p.create() }, create: (node) => { return new Run({ create: node }) }, print: () => 'top', summary: 'most', examples: [{ query: '| top' }] }\nconst other = { explain: 1 }\n"
    const kept = withoutRunning(source) as string
    assert.ok(!kept.includes('new Run'))
    assert.ok(kept.includes("names: ['top']") && kept.includes('parse(p) { return p.create() }') && kept.includes("print: () => 'top'") && kept.includes('explain: 1'))
    assert.ok(kept.includes("summary: '', examples: []"))
    assert.ok(!/\bcreate\b(?!\()/.test(kept))
  })

  it('takes methods out of a class', () => {
    const kept = withoutMethods('class A {\n  private read(a: number): number {\n    return a\n  }\n  other(): number {\n    return 1\n  }\n}', ['read'])
    assert.equal(kept, "class A {\n  private read(a: number): number { throw new Error('The panel reads no log.') }\n  other(): number {\n    return 1\n  }\n}")
  })

  it('takes the declarations of fields without a value out of a class', () => {
    const kept = withoutBareFields("class A<T> {\n  readonly a: number\n  private b = 1\n  static c: string\n  d?: T\n  constructor(e: string) {\n    this.a = e.length\n  }\n}\ninterface B {\n  f: string\n}", 'ts') as string
    assert.equal(kept.replace(/\s+/g, ' '), 'class A<T> { private b = 1 static c: string constructor(e: string) { this.a = e.length } } interface B { f: string }')
  })

  it('marks the names of private members, where they are used as such alone', () => {
    const source = 'class A {\n  private a = 1\n  private get b() { return this.a + other.c }\n  private c = 2\n  private d = 3\n  readonly e = this.b\n  private static f = 4\n  g() { const { d } = this; return { a: this.a, b: d, e: this.e, f: A.f } }\n}\nconst h = { a: 1 }.a'
    const marked = source.replace('private a', 'private a__private').replace('get b', 'get b__private').replaceAll('this.a', 'this.a__private').replaceAll('this.b', 'this.b__private')
    assert.equal(withShortPrivates(source, 'ts'), marked)
  })

  it('knows the names of members that nobody else can mean', () => {
    const { members, words } = namesOf("interface A { b: 1 }\nclass C { d = 2; e() { const { f } = x.dataset; return this.dataset.g + 'h' + `i${1}` } }\nconst z = <p data-last-good={1} onFit={2} />", 'tsx')
    assert.deepEqual([[...members].sort(), [...words].sort()], [['b', 'd', 'e'], ['f', 'g', 'h', 'i', 'lastGood']])
    const own = ownNames()
    // Of the page itself, of what is kept and sent, of elements, and of the library.
    for (const name of ['query', 'columnWidths', 'testid', 'pointed', 'roving', 'onClick', 'componentDidMount', 'children', 'time']) assert.ok(!own.includes(name), name)
    assert.ok(own.includes('toggleUnfolded'))
  })

  it('reads queries with short names as it does with whole ones', async function () {
    this.timeout(60_000)
    const script = `
      import { parse, print, describe } from './src/engine/stages/registry.ts'
      import { complete, format, hover } from './src/engine/language/language.ts'
      globalThis.answer = (text) => {
        const { query, diagnostics } = parse(text)
        return JSON.stringify([
          diagnostics.map((each) => each.message),
          diagnostics.length > 0 ? '' : print(query),
          query.stages.map(({ node }) => (node.name === 'invalid' ? '' : describe(node))),
          [0, text.length >> 1, text.length].map((at) => [complete(text, at).items.map((item) => item.label + item.insert), hover(text, at)?.help.usage]),
          diagnostics.length > 0 ? '' : format(text),
        ])
      }`
    const root = fileURLToPath(new URL('../../../..', import.meta.url))
    const answers = async (short: boolean): Promise<(text: string) => string> => {
      const options = short ? panelBundle : { ...panelBundle, mangleProps: undefined }
      const built = await build({ ...options, stdin: { contents: script, resolveDir: root, loader: 'ts' }, minify: short, outdir: 'none', write: false, logLevel: 'silent' })
      const context: { answer?: (text: string) => string } = {}
      // The page has them in an element.
      const document = { getElementById: () => ({ textContent: JSON.stringify({ grok: PATTERNS }) }) }
      vm.runInNewContext(built.outputFiles[0].text, { globalThis: context, document, TextDecoder, TextEncoder, performance })
      return context.answer as (text: string) => string
    }
    const [whole, short] = [await answers(false), await answers(true)]
    const queries = globSync('test/scenarios/*.json', { cwd: root }).flatMap((file) => (JSON.parse(readFileSync(`${root}${file}`, 'utf8')) as { cases: { query: string }[] }).cases.map(({ query }) => query))
    assert.ok(queries.length > 300)
    for (const query of [...queries, ...stages.flatMap(({ examples }) => examples.map((each) => each.query))]) assert.equal(short(query), whole(query), query)
  })

  it('makes a page that is small enough, without code that runs stages', async function () {
    this.timeout(60_000)
    const result = await build({
      ...panelBundle,
      absWorkingDir: fileURLToPath(new URL('../../../..', import.meta.url)),
      entryPoints: ['src/webview/main.tsx'],
      outfile: 'webview.js',
      minify: true,
      charset: 'ascii',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const script = result.outputFiles?.find(({ path }) => path.endsWith('.js'))
    const bytes = script?.contents.length ?? Infinity
    assert.ok(bytes < LARGEST, `the page's script has ${bytes} bytes`)
    const inputs = Object.values(result.metafile?.outputs ?? {}).flatMap(({ inputs: parts }) => Object.entries(parts).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file))
    assert.deepEqual(inputs.filter((file) => file.includes('@eslint-community') || /\/(topRun|searchRun|lineBatch|kernels)\.ts$/.test(file)), [])
  })
})
