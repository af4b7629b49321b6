import { strict as assert } from 'node:assert'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'

describe('what the webview takes of the engine', () => {
  it('loads, and reads queries, where there is nothing of Node', async () => {
    const entry = (path: string): string => fileURLToPath(new URL(`../../src/engine/${path}`, import.meta.url))
    const { outputFiles } = await build({
      stdin: { contents: `export { parseOrThrow, printStage } from ${JSON.stringify(entry('stages/registry.ts'))}`, resolveDir: '.' },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      globalName: 'engine',
      target: 'es2022',
    })
    const context = createContext({ TextEncoder, TextDecoder })
    runInContext(outputFiles[0].text, context)
    const stages = `where level >= "warn" and time > "now-1d" | eval a = strptime(b, "%F"), c = cidrmatch(d, "10.0.0.0/8")`
    const query = `level>=warn time>-15m user=bob | ${stages} | parse "took *ms" as ms | stats count(), p95(ms) by user`
    assert.equal(runInContext(`engine.parseOrThrow(${JSON.stringify(query)}).stages.map(({ node }) => engine.printStage(node)).join(' | ')`, context), `search ${query}`)
  })
})
