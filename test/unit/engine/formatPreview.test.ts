import { strict as assert } from 'node:assert'
import { previewFormat } from '../../../src/engine/formatPreview.ts'
import { limited } from '../../../src/process/timeLimit.ts'

const lines = ['05.01.2026 06:00:00 WARN zoë: slow', '    at x', '', '2026 later ODD 漢: 12', 'never NO 😀: end']

describe('engine/formatPreview', () => {
  it('takes lines apart: which are heads, their fields, times and levels', () => {
    const declared = { name: 'a', expression: '(?<time>\\S+ \\S+) (?<level>[A-Z]+) (?<user>[^:]+)(?:: (?<message>.+))?' }
    assert.deepEqual(previewFormat(declared, lines, limited), {
      problems: [],
      fields: ['time', 'level', 'user', 'message'],
      rows: [
        { isHead: true, values: ['05.01.2026 06:00:00', 'WARN', 'zoë', 'slow'], time: '2026-01-05T06:00:00.000Z', level: 'warning' },
        { isHead: false, values: [undefined, undefined, undefined, undefined], level: '' },
        { isHead: false, values: [undefined, undefined, undefined, undefined], level: '' },
        { isHead: true, values: ['2026 later', 'ODD', '漢', '12'], level: '' },
        { isHead: false, values: [undefined, undefined, undefined, undefined], level: '' },
      ],
    })
  })

  it('says what is wrong with the format', () => {
    const none = { fields: [], rows: [] }
    assert.deepEqual(previewFormat({ name: 'a', expression: '(?<a>' }, lines, limited), { problems: ['expression: unterminated group at character 6: (?<a>▸.'], ...none })
    assert.deepEqual(previewFormat({ name: 'a b', expression: 'x' }, lines, limited), {
      problems: ['name: expected a letter, and then letters, digits, - . or _.', 'expression: expected a named group, as (?<message>.*).'],
      ...none,
    })
  })

  it('ends where the expression does not', () => {
    const { problems, rows } = previewFormat({ name: 'a', expression: '(?<a>(?:x+x+)+)y' }, ['x'.repeat(60)], limited)
    assert.match(problems.join(), /^The expression takes too long on one of these lines/)
    assert.deepEqual(rows, [])
  }).timeout(20_000)
})
