/** Every stage and every function has scenarios: at least three, and of each stage one at least that is a mistake. */
import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Query } from '../../../../src/engine/query/ast.ts'
import { functionNames } from '../../../../src/engine/stages/aggregate/functions.ts'
import { FUNCTIONS } from '../../../../src/engine/stages/expression/functions/functions.ts'
import { parse, stages } from '../../../../src/engine/stages/registry.ts'

interface Case {
  readonly query: string
  readonly errors?: readonly { readonly at: string; readonly start: number }[]
}

const LEAST = 3
const folder = join(import.meta.dirname, '../../../scenarios')
const cases = globSync('**/*.json', { cwd: folder }).flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: readonly Case[] }).cases)
const parsed = cases.map((each) => ({ ...each, stages: parse(each.query).query.stages }))

/** What is called by its name in a query, aggregate functions (`function`) and those of expressions (`name` beside `args`). */
function calledIn(stages: Query['stages']): Set<string> {
  const names = new Set<string>()
  JSON.stringify(stages, (_key, value: unknown) => {
    const { function: aggregate, name, type } = (value ?? {}) as { function?: string; name?: string; type?: string }
    if (typeof aggregate === 'string') names.add(aggregate)
    if (type === 'call' && typeof name === 'string') names.add(name)
    return value
  })
  return names
}

/** The name that the stage of a mistake begins with: a stage that cannot be read is only its text. */
function stagesOfErrors({ query, errors = [], stages: read }: (typeof parsed)[number]): string[] {
  return errors.flatMap(({ start }) => {
    const found = read.find(({ span }) => span.start <= start && start <= span.end) ?? read[0]
    if (found.node.name !== 'invalid') return [found.node.name]
    const name = /^[a-z]+/i.exec(query.slice(found.node.span.start, found.node.span.end))?.[0].toLowerCase()
    return [stages.find(({ names }) => names.includes(name ?? ''))?.names[0] ?? 'search']
  })
}

describe('scenarios cover the registry', () => {
  const isSound = parsed.filter(({ errors }) => !errors)
  const counts = (names: readonly string[]): ReadonlyMap<string, number> => {
    const result = new Map<string, number>()
    for (const name of names) result.set(name, (result.get(name) ?? 0) + 1)
    return result
  }

  it('every stage, at least three times', () => {
    const used = counts(isSound.flatMap(({ stages: read }) => [...new Set(read.map(({ node }) => node.name))]))
    assert.deepEqual(stages.map(({ names: [name] }) => name).filter((name) => (used.get(name) ?? 0) < LEAST), [])
  })

  it('every stage with a mistake', () => {
    const wrong = new Set(parsed.flatMap(stagesOfErrors))
    assert.deepEqual(stages.map(({ names: [name] }) => name).filter((name) => !wrong.has(name)), [])
  })

  it('every function, at least three times', () => {
    const used = counts(isSound.flatMap(({ stages: read }) => [...calledIn(read)]))
    const few = [...FUNCTIONS.map(({ name }) => name), ...functionNames, 'p95'].filter((name) => (used.get(name) ?? 0) < LEAST)
    assert.deepEqual(few, [])
  })
})
