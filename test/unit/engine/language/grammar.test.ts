import { strict as assert } from 'node:assert'
import { stages } from '../../../../src/engine/stages/registry.ts'
import { grammar } from '../../../../src/engine/language/grammar.ts'

interface Rule {
  readonly name?: string
  readonly match?: string
}

describe('the grammar of *.sluice files', () => {
  const { patterns } = JSON.parse(grammar()) as { patterns: Rule[] }
  const matches = (name: string, text: string): string[] => {
    const { match } = patterns.find((rule) => rule.name === name)!
    return [...text.matchAll(new RegExp(match!.replace('(?i:null|true|false)', 'null|true|false'), 'gu'))].map(([found]) => found)
  }

  it('knows every stage', () => {
    const rule = patterns.find(({ match }) => match?.startsWith('(\\|)'))
    for (const name of stages.flatMap(({ names }) => names)) assert.ok(new RegExp(rule!.match!, 'u').exec(`x |  ${name} y`)?.[2] === name, name)
  })

  it('tells comments from what only looks like one', () => {
    assert.deepEqual(matches('comment.line.double-slash.sluice', '// a'), ['// a'])
    assert.deepEqual(matches('comment.line.double-slash.sluice', 'x // a | b'), ['// a | b'])
    assert.deepEqual(matches('comment.line.double-slash.sluice', 'http://x //host/share'), [])
  })

  it('tells regular expressions from paths and divisions', () => {
    assert.deepEqual(matches('string.regexp.sluice', '/a[/]b\\/c/i x=/y/ match(a, /z/)'), ['/a[/]b\\/c/i', '/y/', '/z/'])
    assert.deepEqual(matches('string.regexp.sluice', '/var/log/app a / b / c'), [])
  })
})
