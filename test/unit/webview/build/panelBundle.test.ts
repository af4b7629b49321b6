import { strict as assert } from 'node:assert'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { withoutRunning } from '../../../../src/webview/build/declarationsOnly.mjs'
import { panelBundle } from '../../../../src/webview/build/panelBundle.mjs'

/** What a page may be large, its icons' font and its styles apart. */
const LARGEST = 350 * 1024

describe('webview/build', () => {
  it('takes out of a declaration what makes the stage run, and nothing else', () => {
    const source = "export const top = { names: ['top'], parse(p) { return p.create() }, create: (node) => { return new Run({ create: node }) }, print: () => 'top', summary: 'most', examples: [{ query: '| top' }] }\nconst other = { explain: 1 }\n"
    const kept = withoutRunning(source) as string
    assert.ok(!kept.includes('new Run'))
    assert.ok(kept.includes("names: ['top']") && kept.includes('parse(p) { return p.create() }') && kept.includes("print: () => 'top'") && kept.includes('explain: 1'))
    assert.ok(kept.includes("summary: 'most', examples: []"))
    assert.match(kept, /create: \(\) => \{ throw/)
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
