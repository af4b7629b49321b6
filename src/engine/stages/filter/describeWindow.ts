import type { ByteSet } from '../../lines/byteSet.ts'
import { isLetter } from '../../lines/kernels.ts'
import type { ByteWindow } from './windows.ts'

/** A window as people write it: a text in quotes, or byte classes as in a regular expression; `\b` for what is required around it. */
export function describeWindow({ sets, before, after }: ByteWindow): string {
  const inner = sets.slice(Number(before), sets.length - Number(after))
  const bytes = inner.map(membersOf)
  if (!before && !after && bytes.every((members) => members.length === 1)) {
    return JSON.stringify(new TextDecoder().decode(Uint8Array.from(bytes.flat())))
  }
  let text = ''
  for (let i = 0; i < inner.length; ) {
    const one = describeSet(bytes[i])
    let times = 1
    while (i + times < inner.length && describeSet(bytes[i + times]) === one) times++
    text += times < 3 ? one.repeat(times) : `${one}{${times}}`
    i += times
  }
  return `/${before ? describeBorder(sets[0]) : ''}${text}${after ? describeBorder(sets[sets.length - 1]) : ''}/`
}

/** The text that the window stands for, in lower case; undefined for one with byte classes. Its borders are left out. */
export function windowText({ sets, before, after }: ByteWindow): string | undefined {
  const members = sets.slice(Number(before), sets.length - Number(after)).map(membersOf)
  const oneText = members.every(([a, b], i) => members[i].length === 1 || (members[i].length === 2 && isLetter(a) && b === (a | 0x20)))
  return oneText ? new TextDecoder().decode(Uint8Array.from(members, (bytes) => bytes[bytes.length - 1])).toLowerCase() : undefined
}

function membersOf(set: ByteSet): number[] {
  return [...set.keys()].filter((byte) => set[byte] === 1)
}

/** Line ends have few bytes, the ends of words many. */
function describeBorder(set: ByteSet): string {
  return membersOf(set).length > 8 ? '\\b' : '(line end)'
}

function describeSet(members: readonly number[]): string {
  if (members.length === 1) return describeByte(members[0])
  let text = ''
  for (let i = 0; i < members.length; ) {
    let last = i
    while (last + 1 < members.length && members[last + 1] === members[last] + 1) last++
    if (last - i < 2) for (let at = i; at <= last; at++) text += describeByte(members[at])
    else text += `${describeByte(members[i])}-${describeByte(members[last])}`
    i = last + 1
  }
  return `[${text}]`
}

function describeByte(byte: number): string {
  const char = String.fromCharCode(byte)
  if (byte < 0x20 || byte >= 0x7f) return `\\x${byte.toString(16).padStart(2, '0')}`
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char
}
