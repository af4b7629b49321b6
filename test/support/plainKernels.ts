/** The kernels as the simplest loops there are. */
export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (bytes[i] === 10) count++
  return count
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

export function find(bytes: Uint8Array, from: number, to: number, needle: Uint8Array, anyCase: boolean): number {
  const fold = anyCase ? lower : (byte: number): number => byte
  for (let at = from; at + needle.length <= to; at++) {
    let same = true
    for (let i = 0; i < needle.length; i++) same &&= fold(bytes[at + i]) === fold(needle[i])
    if (same) return at
  }
  return -1
}

/** `window`: for each position the bytes that may stand there. */
export function findWindow(bytes: Uint8Array, from: number, to: number, window: readonly (readonly number[])[]): number {
  for (let at = from; at + window.length <= to; at++) {
    let same = true
    for (let i = 0; i < window.length; i++) same &&= window[i].includes(bytes[at + i])
    if (same) return at
  }
  return -1
}

export function findAny(
  bytes: Uint8Array,
  from: number,
  to: number,
  needles: readonly { readonly bytes: Uint8Array; readonly anyCase: boolean }[],
): number {
  const places = needles.map((needle) => find(bytes, from, to, needle.bytes, needle.anyCase)).filter((place) => place >= 0)
  return places.length === 0 ? -1 : Math.min(...places)
}
