/**
 * HyperLogLog: how many different values there are, from the most leading zeros of the hashes in each of 2 ** 14 registers (Flajolet et al., 2007). The estimate is that of
 * O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (arXiv:1702.01284), algorithm 6, which needs no corrections for few or many values.
 */

const INDEX_BITS = 14
export const REGISTERS = 1 << INDEX_BITS
/** Bits of a hash behind those that say the register. */
const RANK_BITS = 64 - INDEX_BITS
const HIGH_BITS = 32 - INDEX_BITS

/** Standard error of an estimate, as a part of it: 0.81 %. */
export const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS)

/** Adds a hash of 64 bits. */
export function addHash(registers: Uint8Array, high: number, low: number): void {
  const rest = (high << INDEX_BITS) >>> INDEX_BITS
  const zeros = rest !== 0 ? Math.clz32(rest) - INDEX_BITS : HIGH_BITS + Math.clz32(low)
  const register = high >>> HIGH_BITS
  if (registers[register] <= zeros) registers[register] = zeros + 1
}

/** Both sets together. */
export function joinRegisters(into: Uint8Array, from: Uint8Array): void {
  for (let i = 0; i < REGISTERS; i++) if (from[i] > into[i]) into[i] = from[i]
}

/** About how many different hashes have been added. */
export function estimate(registers: Uint8Array): number {
  const counts = new Uint32Array(RANK_BITS + 2)
  for (let i = 0; i < REGISTERS; i++) counts[registers[i]]++
  let z = REGISTERS * tau(1 - counts[RANK_BITS + 1] / REGISTERS)
  for (let k = RANK_BITS; k >= 1; k--) z = 0.5 * (z + counts[k])
  z += REGISTERS * sigma(counts[0] / REGISTERS)
  return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * z))
}

function sigma(start: number): number {
  if (start === 1) return Infinity
  let x = start
  let y = 1
  let z = x
  for (let before = -1; before !== z; ) {
    x *= x
    before = z
    z += x * y
    y += y
  }
  return z
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0
  let x = start
  let y = 1
  let z = 1 - x
  for (let before = -1; before !== z; ) {
    x = Math.sqrt(x)
    before = z
    y *= 0.5
    z -= (1 - x) ** 2 * y
  }
  return z / 3
}
