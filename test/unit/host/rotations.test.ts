import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { rotationsOf } from '../../../src/host/rotations.ts'

interface Case {
  readonly about: string
  readonly of: string
  /** The oldest first. */
  readonly found: readonly string[]
  /** Others that are beside them. */
  readonly not: readonly string[]
}

const cases = JSON.parse(readFileSync(new URL('rotations.json', import.meta.url), 'utf8')) as Case[]

describe('host/rotations', () => {
  for (const { about, of, found, not } of cases) {
    it(about, () => {
      assert.deepEqual(rotationsOf(of, [...found, ...not].sort()), found)
      assert.deepEqual(rotationsOf(of, [...not, ...found].reverse()), found)
    })
  }

  it('are the same from each of them, and none of those of the others', () => {
    for (const { about, found, not } of cases) {
      for (const name of found) assert.deepEqual(rotationsOf(name, [...found, ...not]), found, `${about}: ${name}`)
    }
  })
})
