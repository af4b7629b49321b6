import { strict as assert } from 'node:assert'
import { ENCODINGS, encodingNamed } from '../../../../src/common/encodings.ts'
import { Decoder } from '../../../../src/engine/bytes/decoder.ts'
import { charactersOf, decodeAs, encode, LABELS } from '../../../support/encoders.ts'

const decode = (decoder: Decoder, bytes: Buffer): string => {
  const target = Buffer.alloc(3 * bytes.length + 8)
  return target.toString('utf8', 2, decoder.decode(bytes, 0, bytes.length, target, 2))
}

describe('engine/bytes/decoder', () => {
  for (const label of LABELS) {
    it(`decodes ${label} to UTF-8 as the standard does it`, () => {
      const decoder = new Decoder(label)
      const chars = label.startsWith('utf-16') ? ['a', 'é', '一', '\u0a0a', '😀', '\ufeff'] : [...charactersOf(label).keys()]
      const text = chars.join('').replaceAll('\n', '')
      const lines = `${text}\n${'x'.repeat(100_000)}\r\n\n${text.slice(0, 5000)}\n${text}`
      const bytes = encode(lines, label)
      assert.equal(decode(decoder, bytes), decodeAs(label, bytes))
      assert.ok(label.startsWith('utf-16') || [...text].length >= 180, `${[...text].length} characters`)
    })
  }

  it('never takes a newline for a part of a character, whatever is before it', () => {
    const random = [0x00, 0x0a, 0x30, 0x39, 0x40, 0x5c, 0x7f, 0x80, 0x81, 0x8e, 0x8f, 0x94, 0xa1, 0xa4, 0xfe, 0xff]
    for (const label of LABELS.filter((each) => !each.startsWith('utf-16'))) {
      const decoder = new Decoder(label)
      const check = (sequences: number[][]): void => {
        const bytes = Buffer.from(sequences.flatMap((sequence) => [...sequence, 10]))
        const lines = sequences.map((sequence) => decode(decoder, Buffer.from([...sequence, 10])))
        assert.deepEqual(lines.filter((line) => !line.endsWith('\n')), [], label)
        assert.equal(decode(decoder, bytes), lines.join(''), label)
      }
      const every = Array.from({ length: 256 }, (_, byte) => byte)
      check(every.map((a) => [a]))
      for (const a of random) check(every.map((b) => [a, b]))
      for (const a of random) for (const b of random) check(random.map((c) => [a, b, c]))
    }
  })

  it('does not trust Node with windows-1252', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    // The table of the standard: these are all that are not the code point of their number.
    const special = '8364 129 8218 402 8222 8230 8224 8225 710 8240 352 8249 338 141 381 143 144 8216 8217 8220 8221 8226 8211 8212 732 8482 353 8250 339 157 382 376'
    const expected = Array.from(bytes, (byte) => String.fromCharCode(byte >= 0x80 && byte < 0xa0 ? Number(special.split(' ')[byte - 0x80]) : byte))
    assert.equal(new Decoder('latin1').text(bytes), expected.join(''))
  })

  it('leaves out a character that the bytes do not end, and tells where the last whole one does', () => {
    for (const label of LABELS) {
      const decoder = new Decoder(label)
      const bytes = encode('aéñ日本語한국я中😀€z', label)
      const whole = new Set([0])
      let end = 0
      for (const char of decodeAs(label, bytes)) whole.add((end += encode(char, label).length))
      for (let to = 1; to <= bytes.length; to++) {
        const last = Math.max(...[...whole].filter((place) => place <= to))
        const target = Buffer.alloc(100)
        const text = target.toString('utf8', 0, decoder.decodeCut(bytes, 0, to, target, 0))
        assert.equal(text, decode(decoder, bytes.subarray(0, last)), `${label} ${to}`)
        if (last > 0) assert.equal(decoder.wholeEnd(bytes.subarray(0, to)), last, `${label} ${to}`)
      }
    }
  })

  it('decodes a stream of pieces', () => {
    for (const label of LABELS) {
      const bytes = encode('aéñ日本語한국я中😀€z', label)
      for (const size of [1, 2, 3, 5]) {
        const push = new Decoder(label).stream()
        const parts: Buffer[] = []
        for (let at = 0; at < bytes.length; at += size) parts.push(push(bytes.subarray(at, at + size), at + size >= bytes.length))
        assert.equal(Buffer.concat(parts).toString(), decodeAs(label, bytes), `${label} ${size}`)
      }
    }
  })

  it('refuses what it cannot decode', () => {
    for (const name of ['ISO-2022-JP', 'hz-gb-2312', 'x-user-defined', 'nonsense']) {
      assert.throws(() => new Decoder(name), { code: 'unsupportedEncoding', message: new RegExp(name) })
    }
  })
})

describe('common/encodings', () => {
  it('finds encodings by the names that people have for them', () => {
    const names = { utf8: 'UTF-8', UTF16LE: 'UTF-16 LE', 'utf-16be': 'UTF-16 BE', latin1: 'Windows-1252', cp1252: 'Windows-1252', sjis: 'Shift_JIS', 'shift-jis': 'Shift_JIS', eucjp: 'EUC-JP', gbk: 'GB18030', gb2312: 'GB18030', 'EUC KR': 'EUC-KR', koi8r: 'KOI8-R', 'iso-8859-1': 'Windows-1252' }
    for (const [text, name] of Object.entries(names)) assert.equal(encodingNamed(text)?.name, name, text)
    for (const each of ENCODINGS) assert.equal(encodingNamed(each.name), each)
    for (const text of ['', 'auto', 'utf-7', 'iso-2022-jp']) assert.equal(encodingNamed(text), undefined, text)
  })
})
