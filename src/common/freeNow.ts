/**
 * Gives back the memory of an array that nobody uses any more. The collector counts arrays by the few bytes that they take in its own
 * heap, and lets 32 MB of those behind them pile up in every thread.
 */
export function freeNow({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0)
}
