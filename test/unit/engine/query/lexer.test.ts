import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { bareNameEnd, Lexer } from '../../../../src/engine/query/lexer.ts'

/** The same as `bareNameEnd`, by the rule as it is written. */
function plainNameEnd(text: string, pos: number): number {
  const name = /\p{L}(?:[\p{L}\p{M}\p{N}_.@-]*[\p{L}\p{M}\p{N}_])?/uy
  name.lastIndex = pos
  return name.test(text) ? name.lastIndex : -1
}

/** Characters that expressions have matched while `run` ran. */
function matched(run: () => void): number {
  const { exec } = RegExp.prototype
  let characters = 0
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const found = exec.call(this, text)
    characters += found?.[0].length ?? 0
    return found
  }
  try {
    run()
  } finally {
    RegExp.prototype.exec = exec
  }
  return characters
}

describe('names without quotes', () => {
  it('end where letters, digits and marks end, in every language', () => {
    const text = fc.array(fc.constantFrom('a', 'Z', '_', '7', '.', '-', '@', ' ', ',', '=', 'é', 'e\u0301', '名', '𝒜', '\ud800', '²', '…'), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (text) => {
        for (let pos = 0; pos <= text.length; pos++) assert.equal(bareNameEnd(text, pos), plainNameEnd(text, pos), `${JSON.stringify(text)} at ${pos}`)
      }),
    )
  })

  it('of a list of a thousand are found without looking through the list for each', () => {
    const text = Array.from({ length: 1000 }, (_, i) => `metric_${i}`).join(', ')
    const read = matched(() => {
      const lexer = new Lexer(text, 0, text.length)
      let words = 0
      while (lexer.next()) words++
      assert.equal(words, 1000)
    })
    assert.ok(read < 10 * text.length, `${read} characters of ${text.length}`)
  })
})
