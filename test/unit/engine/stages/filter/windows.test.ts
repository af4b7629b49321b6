import { strict as assert } from 'node:assert'
import { describeWindow } from '../../../../../src/engine/stages/filter/describeWindow.ts'
import { requiredWindows } from '../../../../../src/engine/stages/filter/windows.ts'

function windowsOf({ source, flags }: { source: string; flags: string }): string[] {
  return requiredWindows(source, flags).map((windows) => windows.map(describeWindow).join(' or '))
}

describe('runs of byte classes that every match of a regex contains', () => {
  const cases: readonly (readonly [RegExp, readonly string[]])[] = [
    [/[A-Z]{5,}\d+/, ['/[A-Z]{5}[0-9]/']],
    [/\d{4,}ms/, ['/[0-9]{4}ms/']],
    [/\b(5\d\d)\b/, ['/\\b5[0-9][0-9]\\b/']],
    [/user=(\w+) took (\d{4,})ms/, ['/ took [0-9]{4}/', '"user="', '/[0-9]{4}ms/']],
    [/a{20}/, ['"aaaaaaaaaaaaaaaa"']],
    [/(?:ab\d){2}/, ['/ab[0-9]ab[0-9]/']],
    [/(?:[A-F]\d|[a-f]x)/, ['/[A-F][0-9]/ or /[a-f]x/', '/[A-Fa-f][0-9x]/']],
    [/x\d\d|[A-F]{4}/, ['/x[0-9][0-9]/ or /[A-F]{4}/']],
    [/^ab\d/, ['/(line end)ab[0-9]/']],
    [/ab\d$/m, ['/ab[0-9](line end)/']],
    [/ab\Bc/, ['"abc"']],
    [/\d*abc?\d{2}/, ['"ab"']],
    [/ab(?=\d)c/, ['"abc"']],
    [/\d/, []],
    [/\w+/, []],
    [/[^\n]+/, []],
    [/(?:ab)?/, []],
    [/ab|/, []],
    [/[A-F]{3}/i, ['/[A-Fa-f]{3}/']],
    [/k\dms/iu, ['/[Kk\\x80-\\xff][0-9][Mm][Ss\\x80-\\xff]/']],
    [/é\dx/, ['/\\xc3\\xa9[0-9]x/']],
    [/é\dx/i, ['/[0-9][Xx]/']],
    [/[é-ü]\dx/, ['/[\\x80-\\xff][0-9]x/']],
    [/\ufffdx/, ['"x"']],
    [/(a)\1\dx/, ['/[0-9]x/', '"a"']],
    [/(?<=ab)\dx/, ['/[0-9]x/']],
  ]
  for (const [regex, windows] of cases) it(String(regex), () => assert.deepEqual(windowsOf(regex), windows))

  it('are none where the expression is not understood', () => {
    assert.deepEqual(windowsOf({ source: '[\\q{abc|d}]', flags: 'v' }), [])
    assert.deepEqual(windowsOf({ source: '(?i:ab)\\dx', flags: '' }), [])
    assert.deepEqual(windowsOf({ source: '(', flags: '' }), [])
    assert.deepEqual(windowsOf({ source: `${'('.repeat(20_000)}a${')'.repeat(20_000)}`, flags: '' }), [])
    assert.deepEqual(windowsOf({ source: '(?:(?:x{1000000}){1000000}){1000000}', flags: '' }), ['"xxxxxxxxxxxxxxxx"'])
  })
})
