/** A number from 0 to 1 that a whole number and a seed give: by the finalizer of MurmurHash3 (Austin Appleby, public domain), on both halves. */
export function lotOf(number: number, seed: number): number {
  const low = mix((number >>> 0) ^ seed)
  const high = mix(Math.floor(number / 2 ** 32) ^ low ^ 0x9e3779b9)
  // 53 bits, as many as a number has.
  return (high * 2 ** 21 + (mix(low ^ high ^ 0x85ebca6b) >>> 11)) / 2 ** 53
}

function mix(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
