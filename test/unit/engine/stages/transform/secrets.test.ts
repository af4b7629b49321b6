import { strict as assert } from 'node:assert'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { isCard, SECRETS, type SecretName } from '../../../../../src/engine/stages/transform/redact/secrets.ts'

const found = (name: SecretName, text: string): string[] => SECRETS[name].find(text).map(([start, end]) => text.slice(start, end))

describe('secrets', () => {
  it('are found among words', () => {
    assert.deepEqual(found('email', "<a@b.co>, user=x.y+z@c-d.org; 'q@r.st'. a@b @c.d"), ['a@b.co', 'x.y+z@c-d.org', 'q@r.st'])
    assert.deepEqual(found('email', 'a@b@c.de e@f.gh@i.jk'), ['b@c.de', 'e@f.gh'])
    assert.deepEqual(found('ipv4', '(10.0.0.1) 1.2.3.4:80 1.2.3 1.2.3.4.5 256.1.1.1 v1.2.3.4 10.0.0.2.'), ['10.0.0.1', '1.2.3.4', '10.0.0.2'])
    assert.deepEqual(found('ipv6', '::1 [fe80::1%eth0]:1 ::ffff:1.2.3.4 12:30:01 a::b::c x::y 1:2:3:4:5:6:7:8'), ['::1', 'fe80::1', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8'])
    assert.deepEqual(found('card', '12 4111-1111-1111-1111 12, 4111111111111111.5 x4111111111111111'), ['4111-1111-1111-1111'])
    assert.deepEqual(found('token', 'password: "a\\"b" , "pwd":\'c d\' secret = e;f Basic dXNlcjpwYXNz'), ['a\\"b', 'c d', 'e', 'dXNlcjpwYXNz'])
    assert.deepEqual(found('token', 'sk-abcdefghijklmnopqrstuv xoxb-1234567890-a ASIAIOSFODNN7EXAMPLE AIzaSyA1234567890123456789012345678901234 sk_live_abcdefghij1'), [
      'sk-abcdefghijklmnopqrstuv', 'xoxb-1234567890-a', 'ASIAIOSFODNN7EXAMPLE', 'AIzaSyA1234567890123456789012345678901234', 'sk_live_abcdefghij1',
    ])
  })

  it('are found whatever stands around them', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6().filter((text) => text !== '::'))
    const around = fc.constantFrom('', ' ', '(', '"', 'ip=', 'from ', '/', 'addr:')
    fc.assert(
      fc.property(around, address, fc.constantFrom('', ' ', ')', '"', ', x', '/24', ']'), (before, ip, after) => {
        const text = before + ip + after
        assert.ok([...found('ipv6', text), ...found('ipv4', text)].includes(ip), text)
      }),
      { numRuns: 3000 },
    )
  })

  it('find nothing but addresses', () => {
    const text = fc.string({ unit: fc.constantFrom('1', '25', 'a', 'f', ':', '::', '.', ' ', 'x', '%'), maxLength: 24 })
    fc.assert(
      fc.property(text, (line) => {
        for (const ip of [...found('ipv6', line), ...found('ipv4', line)]) assert.ok(isIP(ip) > 0, ip)
      }),
      { numRuns: 3000 },
    )
  })

  it('know cards by their check digit', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 15, maxLength: 15 })
    fc.assert(
      fc.property(digits, (rest) => {
        const cards = [...'0123456789'].map((last) => `4${rest.slice(1)}${last}`)
        assert.equal(cards.filter(isCard).length, 1)
        for (const card of cards) assert.deepEqual(found('card', `n ${card.replace(/(.{4})(?=.)/g, '$1 ')}, 7`), isCard(card) ? [card.replace(/(.{4})(?=.)/g, '$1 ')] : [])
      }),
      { numRuns: 300 },
    )
  })

  it('lie apart and in order, and what they leave has none of them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', '@', '.', ':', '-', ' ', '=', '"', '\\', 'password=', 'token', 'eyJ', '10.0.0.1', '4111111111111111', '::1', 'Bearer ', 'Ab1'), maxLength: 30 })
    fc.assert(
      fc.property(text, fc.constantFrom(...(Object.keys(SECRETS) as SecretName[])), (line, name) => {
        let last = 0
        for (const [start, end] of SECRETS[name].find(line)) {
          assert.ok(start >= last && end > start && end <= line.length)
          last = end
        }
      }),
      { numRuns: 3000 },
    )
  })
})
