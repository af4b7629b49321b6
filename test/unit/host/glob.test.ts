import { strict as assert } from 'node:assert'
import { compileGlob } from '../../../src/host/glob.ts'

describe('host/glob', () => {
  const cases: [pattern: string, fits: string[], not: string[]][] = [
    ['**/*.{log,txt}', ['a.log', 'x/y/a.txt', '.log'], ['a.logs', 'a.log/b', 'a,log']],
    ['*.log', ['a.log', 'x/y/a.log'], ['a.log.1', 'alog']],
    ['x/*.log', ['x/a.log'], ['a.log', 'x/y/a.log', 'y/x/a.log']],
    ['x/**', ['x/a', 'x/y/b'], ['y/a']],
    ['app.log.[0-9]*', ['app.log.1', 'app.log.12.gz'], ['app.log.a', 'app.log.']],
    ['a[!0-9].log', ['ab.log'], ['a1.log', 'a.log']],
    ['a?c(1)+$.log', ['abc(1)+$.log'], ['ac(1)+$.log', 'a/c(1)+$.log']],
    ['a,b', ['a,b'], ['a', 'b']],
  ]
  for (const [pattern, fits, not] of cases) {
    it(pattern, () => {
      const test = compileGlob(pattern)
      assert.ok(test)
      assert.deepEqual([...fits, ...not].filter(test), fits)
    })
  }

  it('says which are not whole', () => {
    for (const pattern of ['a{b', 'a}b', '[z-a]']) assert.equal(compileGlob(pattern), undefined, pattern)
  })
})
