/**
 * A sum over bytes that shows whether they are still the same, as far as chance goes. Node's own need zlib, which takes longer to load than a whole bundle to be
 * summed up here; a loop in JavaScript does not get fast in the time that there is.
 */

/** Bytes that are summed up at a time: all of the module's memory. */
const PIECE = 64 * 1024
const WORD = 8
const FACTOR = 0x9e3779b97f4a7c15n

/**
 * (module
 *   (memory (export "memory") 1)
 *   (func (export "sum") (param $to i32) (param $sum i64) (result i64) (local $at i32) (local $word i64)
 *     (loop
 *       (local.tee $word (i64.xor (local.get $sum) (i64.load (local.get $at))))
 *       (i64.xor (i64.shr_u (local.get $word) (i64.const 32)))
 *       (local.set $sum (i64.rotl (i64.mul (i64.const 0x9e3779b97f4a7c15)) (i64.const 29)))
 *       (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $to))))
 *     (local.get $sum)))
 */
const binary =
  'AGFzbQEAAAABBwFgAn9+AX4DAgEABQMBAAEHEAIGbWVtb3J5AgADc3VtAAAKOgE4AgF/AX4DQCABIAIpAwCFIgMgA0IgiIVClfip+pe33puef35CHYkhASACQQhqIgIgAEkNAAsgAQs='

interface Summing {
  readonly memory: WebAssembly.Memory
  /** Of the words before `to`, of which there is at least one, behind what gave `sum`. Each step can be undone, so that a change in one word never goes unseen. */
  sum(to: number, sum: bigint): bigint
}

let made: Summing | undefined

/** 64 bits, as a bigint that has no sign. */
export function checksum(bytes: Uint8Array): bigint {
  made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(binary, 'base64'))).exports as unknown as Summing
  const memory = new Uint8Array(made.memory.buffer)
  let sum = BigInt(bytes.length) * FACTOR
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.subarray(from, from + PIECE)
    memory.set(piece)
    const to = Math.ceil(piece.length / WORD) * WORD
    memory.fill(0, piece.length, to)
    sum = made.sum(to, sum)
  }
  return BigInt.asUintN(64, sum)
}
