import { strict as assert } from 'node:assert'
import { checkDeclarations, problemText } from '../../../../../src/engine/records/formats/declaration.ts'

const sound = { name: 'gw', expression: '(?<time>\\S+) (?<level>\\w+) (?<message>.*)' }

function problems(...declared: unknown[]): string[] {
  return checkDeclarations(declared, (name) => name === 'json').problems.map(problemText)
}

describe('engine/records/formats/declaration', () => {
  it('takes what is sound', () => {
    const whole = { ...sound, name: 'b', title: 'B', time: ['iso', '%H:%M:%S'], levels: { X: 'error' }, types: { level: 'string' }, head: '\\d', samples: ['a b c'] }
    assert.deepEqual(checkDeclarations([sound, whole], () => false), { formats: [sound, whole], problems: [] })
    for (const none of [undefined, null, []]) assert.deepEqual(checkDeclarations(none, () => false), { formats: [], problems: [] })
  })

  it('keeps the others where one is wrong', () => {
    const { formats, problems } = checkDeclarations([{ name: 'a', expression: '(' }, sound, 5], () => false)
    assert.deepEqual(formats, [sound])
    assert.deepEqual(problems.map(({ format }) => format), ['a', 'number 3'])
  })

  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...sound, expression: '(?<time>\\S+) (?<level>[a-z' }, "Format 'gw': expression: unterminated character class at character 27: …e>\\S+) (?<level>[a-z▸."],
    [{ ...sound, expression: '(?<a>x) \\: y' }, "Format 'gw': expression: invalid escape at character 10: (?<a>x) \\▸: y."],
    [{ ...sound, expression: '\\d+' }, "Format 'gw': expression: expected a named group, as (?<message>.*)."],
    [{ ...sound, expression: '(?<raw>.*)' }, "Format 'gw': expression: every row has a field 'raw' already."],
    [{ ...sound, expression: '' }, "Format 'gw': expression: expected a regular expression."],
    [{ ...sound, head: '(' }, "Format 'gw': head: unterminated group at character 2: (▸."],
    [{ ...sound, name: 'json' }, "Format 'json': name: a built-in format has this name."],
    [{ ...sound, name: 'a b' }, "Format 'a b': name: expected a letter, and then letters, digits, - . or _."],
    [{ expression: sound.expression }, "Format 'number 1': name: expected a letter, and then letters, digits, - . or _."],
    [{ ...sound, time: '%Q' }, "Format 'gw': time: %Q is no part of a time layout: %Q."],
    [{ ...sound, time: '%Y' }, "Format 'gw': time: a time layout without hour and minute: %Y."],
    [{ ...sound, time: [] }, "Format 'gw': time: expected a time layout or a list of them."],
    [{ ...sound, expression: '(?<message>.*)', time: 'iso' }, "Format 'gw': time: the expression has no group 'time'."],
    [{ ...sound, levels: { A: 'bad' } }, "Format 'gw': levels: expected one of trace, debug, info, warning, error, fatal for 'A'."],
    [{ ...sound, expression: '(?<message>.*)', levels: {} }, "Format 'gw': levels: the expression has no group 'level'."],
    [{ ...sound, types: { status: 'number' } }, "Format 'gw': types: the expression has no group 'status'."],
    [{ ...sound, samples: 'x' }, "Format 'gw': samples: expected a list of lines."],
    [{ ...sound, regex: 'x' }, "Format 'gw': there is no property 'regex'; expected one of name, title, expression, time, levels, types, head, samples."],
  ]
  for (const [declared, message] of cases) it(message, () => assert.deepEqual(problems(declared), [message]))

  it('says that another has the name, and what is no list', () => {
    assert.deepEqual(problems(sound, sound), ["Format 'gw': name: another format above has this name."])
    assert.deepEqual(checkDeclarations({}, () => false).problems.map(problemText), ['Formats of your own: expected a list of formats.'])
  })
})
