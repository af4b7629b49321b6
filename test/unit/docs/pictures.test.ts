import { strict as assert } from 'node:assert'
import { globSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileOf, gallery, panelStates, themes } from '../../e2e/support/states.ts'
import { chunksOf } from '../../support/png.ts'

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url))

describe('docs/pictures', () => {
  it('shows every state in every theme, and nothing else (npm run screenshots)', () => {
    const wanted = themes.flatMap(([theme]) => panelStates.map(({ name }) => fileOf(theme, name)))
    assert.deepEqual(globSync('**/*.*', { cwd: folder }).map((file) => file.replaceAll('\\', '/')).sort(), [...wanted, 'README.md'].sort())
    for (const file of wanted) assert.ok(chunksOf(readFileSync(folder + file)).length > 2, file)
    assert.equal(readFileSync(`${folder}README.md`, 'utf8'), gallery())
  })

  it('is below 2 MB', () => {
    const bytes = globSync('**/*.*', { cwd: folder }).reduce((sum, file) => sum + statSync(folder + file).size, 0)
    assert.ok(bytes < 2_000_000, `${bytes} bytes`)
  })
})
