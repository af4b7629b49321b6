import { strict as assert } from 'node:assert'
import { dirname, resolve } from 'node:path'
import { relativeImports } from '../../../src/common/relativeImports.ts'

describe('common/relativeImports', () => {
  const folder = resolve('/w')
  const at = (name: string): string => resolve(folder, name)
  const found = (files: Readonly<Record<string, string>>): readonly string[] => {
    const read = (from: string, way: string) => {
      const path = resolve(dirname(from), way)
      const name = Object.keys(files).find((each) => at(each) === path)
      return name === undefined ? undefined : { path, text: files[name] }
    }
    return [...relativeImports(at('main.mjs'), files['main.mjs'], read).keys()].sort()
  }

  it('are found however they are written, and those of those', () => {
    const main = `import './a.mjs'; import b from "./lib/b.js"\nimport {\n c,\n} from './lib/c.mjs'\nexport * from '../w/d.mjs'\nconst e = await import('./e.mjs')\nimport fs from 'node:fs'`
    const files = { 'main.mjs': main, 'a.mjs': '', 'lib/b.js': "import '../deep.mjs'", 'lib/c.mjs': '', 'd.mjs': '', 'e.mjs': '', 'deep.mjs': '', 'other.mjs': '' }
    assert.deepEqual(found(files), ['a.mjs', 'd.mjs', 'deep.mjs', 'e.mjs', 'lib/b.js', 'lib/c.mjs'].map(at).sort())
  })

  it('may import one another, and what there is not', () => {
    const files = { 'main.mjs': "import './a.mjs'", 'a.mjs': "import './b.mjs'; import './none.mjs'", 'b.mjs': "import './a.mjs'; import './main.mjs'" }
    assert.deepEqual(found(files), ['a.mjs', 'b.mjs'].map(at))
  })
})
