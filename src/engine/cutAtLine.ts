/** Whole lines of at most `limit` bytes. */
export function cutAtLine(bytes: Buffer, limit: number): { bytes: Buffer; lines: number } {
  const end = limit <= 0 ? 0 : bytes.lastIndexOf(10, limit - 1) + 1
  const kept = bytes.subarray(0, end)
  return { bytes: kept, lines: kept.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0) }
}
