import { strict as assert } from 'node:assert'
import { requiredLiterals } from '../../../../../src/engine/stages/filter/literals.ts'

describe('texts that every match of a regex contains', () => {
  const cases: readonly (readonly [RegExp, readonly string[] | undefined, exact?: true])[] = [
    [/timeout/, ['timeout'], true],
    [/ERROR.*timeout/, ['timeout']],
    [/^error$/, ['error']],
    [/\berror\b/, ['error']],
    [/a(?:x)*b/, ['b']],
    [/a(?:xyz)+b/, ['xyzb']],
    [/(?:ab){3}c/, ['abababc'], true],
    [/x{0}abc/, ['abc'], true],
    [/timeouts?/, ['timeout'], true],
    [/https?:\/\//, ['http://', 'https://'], true],
    [/(error|warn(ing)?) \d/, ['error ', 'warn ', 'warning ']],
    [/foo|bar/, ['foo', 'bar'], true],
    [/foo|\d/, undefined],
    [/foo|/, undefined],
    [/(?:foo)?/, undefined],
    [/[ab]c/, ['ac', 'bc'], true],
    [/[^a]bc/, ['bc']],
    [/[a-z]bc/, ['bc']],
    [/\w+@\w+\.com/, ['.com']],
    [/(a)\1bc/, ['bc']],
    [/(?=foo)bar/, ['bar']],
    [/(?!foo)bar/, ['bar']],
    [/ab\nc/, ['ab']],
    [/[\n]x/, ['x']],
    [/😀x/, ['😀x'], true],
    [/[😀]x/, undefined],
    [/\ud83d/, undefined],
    [/\ufffd/, undefined],
    [/error/i, ['error']],
    [/[A-Z]{5,}\d+/, undefined],
    [/./, undefined],
    [/(?:)/, undefined],
  ]
  for (const [regex, texts, exact] of cases) {
    it(String(regex), () => {
      const found = requiredLiterals(regex.source, regex.flags)
      assert.deepEqual(found?.needles.map(({ text }) => text), texts)
      if (found) assert.equal(found.exact, exact ?? false)
    })
  }

  it('are not looked for where the expression is not understood', () => {
    assert.equal(requiredLiterals('[\\q{abc|d}]', 'v'), undefined)
    assert.deepEqual(requiredLiterals('(?i:e)abc', '')?.needles.map(({ text }) => text), ['abc'])
    assert.equal(requiredLiterals('(?i:e)[a-c]bc', 'v'), undefined)
    assert.equal(requiredLiterals('('.repeat(20_000) + 'a' + ')'.repeat(20_000), ''), undefined)
    assert.deepEqual(requiredLiterals('x{1000000}', '')?.needles.map(({ text }) => text), ['x'])
  })
})
