/** Text in encodings that Node only decodes: tables made by turning its decoders round. */
import { ENCODINGS } from '../../src/common/encodings.ts'

const tables = new Map<string, Map<string, Buffer>>()

/** Every character of an encoding, with its bytes. */
export function charactersOf(label: string): ReadonlyMap<string, Buffer> {
  let table = tables.get(label)
  if (!table) tables.set(label, (table = makeTable(label)))
  return table
}

function makeTable(label: string): Map<string, Buffer> {
  const table = new Map<string, Buffer>()
  const add = (...bytes: number[]): void => {
    const text = decodeAs(label, Uint8Array.from(bytes))
    // One character, and the first of its forms.
    if ([...text].length === 1 && !text.includes('\ufffd') && !table.has(text)) table.set(text, Buffer.from(bytes))
  }
  for (let byte = 0; byte < 256; byte++) add(byte)
  const isWide = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'].includes(label)
  for (let lead = 0x81; isWide && lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail)
  if (label === 'euc-jp') for (let lead = 0xa1; lead < 0xff; lead++) for (let trail = 0xa1; trail < 0xff; trail++) add(0x8f, lead, trail)
  if (label === 'gb18030') {
    for (let second = 0x30; second < 0x3a; second++) for (let third = 0x81; third < 0xff; third++) for (let last = 0x30; last < 0x3a; last++) add(0x81, second, third, last)
    // The emoji at U+1F600 and some behind it.
    for (let last = 0x30; last < 0x3a; last++) add(0x94, 0x39, 0xfc, last)
  }
  return table
}

/** What the WHATWG standard makes of bytes. */
export function decodeAs(label: string, bytes: Uint8Array, stream = false): string {
  const text = new TextDecoder(label, { ignoreBOM: true }).decode(bytes, { stream })
  // Node has IBM's form of it, in which three controls have changed places.
  return label === 'shift_jis' ? text.replace(/[\x1a\x1c\x7f]/g, (char) => ({ '\x1c': '\x1a', '\x7f': '\x1c', '\x1a': '\x7f' })[char]!) : text
}

/** The bytes of a text; characters that the encoding does not have are left out. */
export function encode(text: string, label: string): Buffer {
  if (label === 'utf-8') return Buffer.from(text)
  if (label === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (label === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  const table = charactersOf(label)
  return Buffer.concat([...text].map((char) => table.get(char) ?? Buffer.alloc(0)))
}

/** What TextDecoder calls all encodings but UTF-8. */
export const LABELS: readonly string[] = ENCODINGS.map(({ label }) => label).filter((label) => label !== 'utf-8')
