import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { quoteCmd, quotePowerShell, shellCommand } from '../../../src/host/pipelines/shellCommand.ts'

/** What a program on Windows makes of its command line (the rules of its C runtime). */
function argumentsOf(line: string): string[] {
  const found: string[] = []
  let i = 0
  while (i < line.length) {
    while (line[i] === ' ') i++
    if (i >= line.length) break
    let word = ''
    let quoted = false
    for (; i < line.length && (quoted || line[i] !== ' '); i++) {
      let slashes = 0
      for (; line[i] === '\\'; i++) slashes++
      if (line[i] !== '"') {
        word += '\\'.repeat(slashes)
        if (i < line.length && (quoted || line[i] !== ' ')) word += line[i]
        else i--
        continue
      }
      word += '\\'.repeat(slashes >> 1)
      if (slashes % 2 === 1) word += '"'
      else if (quoted && line[i + 1] === '"') {
        word += '"'
        i++
      } else quoted = !quoted
    }
    found.push(word)
  }
  return found
}

/** What the prompt hands on: variables are put in, and outside of double quotes its own marks would count. */
function throughCmd(line: string): string {
  const known: Readonly<Record<string, string>> = { PATH: 'C:\\bin', 'cd:~,': '' }
  const expanded = line.replace(/%([^%]+)%/g, (all, name: string) => known[name] ?? all)
  assert.ok(!expanded.split('"').some((part, i) => i % 2 === 0 && /[&|<>^()%!]/.test(part)), `marks of the shell outside of quotes: ${expanded}`)
  return expanded
}

const texts = fc.oneof(fc.string(), fc.array(fc.constantFrom('"', '\\', '%', 'PATH', '|', '&', '^', "'", ' ', '<', '>', '(', 'a', '’', '$x', '`', '!'), { maxLength: 14 }).map((parts) => parts.join(''))).map((text) => text.replace(/[\0\r\n]/g, ''))

describe('shellCommand', () => {
  it('gives sh every text as it is', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const command = shellCommand('sh', text, ['/a b.log'], {})
        const out = execFileSync('sh', ['-c', `sluice() { printf '%s\\0' "$@"; }; ${command}`], { encoding: 'utf8' })
        assert.deepEqual(out.split('\0').slice(0, -1), [...(text.startsWith('-') ? ['-e'] : []), text, '/a b.log'])
      }),
      { numRuns: 60 },
    )
  })

  it('gives cmd every text as it is', () => {
    fc.assert(
      fc.property(texts, (text) => assert.deepEqual(argumentsOf(throughCmd(`sluice ${quoteCmd(text)} x`)).slice(1), [text, 'x'])),
      { numRuns: 2000 },
    )
  })

  it('gives PowerShell every text as it is, in one pair of its quotes', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const isWindows of [false, true]) {
          const quoted = quotePowerShell(text, isWindows)
          assert.match(quoted, /^'(?:[^'\u2018-\u201b]|(['\u2018-\u201b])\1)*'$/)
          const passed = quoted.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '$1')
          assert.deepEqual(isWindows ? argumentsOf(throughCmd(passed)) : [passed], [text])
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('looks as a person would write it', () => {
    assert.equal(shellCommand('sh', 'error | head 5', ['/var/log/app.log', '/a b.log'], {}), "sluice 'error | head 5' /var/log/app.log '/a b.log'")
    assert.equal(shellCommand('cmd', 'x="a b" | head 5', ['C:\\app.log'], {}, true), 'sluice "x=""a b"" | head 5" "C:\\app.log"')
    assert.equal(shellCommand('powershell', "where a = 'b'", ['/app.log'], {}, false), "sluice 'where a = ''b''' /app.log")
    assert.equal(shellCommand('sh', '-debug', ['/a.log'], {}), "sluice -e '-debug' /a.log")
  })

  it('says how the files are read, where that was chosen', () => {
    const reading = { encodings: ['UTF-16 LE'], formats: ['syslog'], shifts: [7_200_000], zones: { files: ['Europe/Berlin'] } }
    assert.equal(shellCommand('sh', '', ['/a.log'], reading), "sluice --encoding 'UTF-16 LE' --log-format syslog --time-zone Europe/Berlin --shift /a.log=+2h '' /a.log")
    const mixed = { encodings: ['UTF-8', undefined], formats: [undefined, undefined], shifts: [undefined, undefined], zones: { files: [undefined, undefined] } }
    assert.equal(shellCommand('sh', 'x', ['/a', '/b'], mixed), "sluice 'x' /a /b")
  })
})
