/** Follows the pointer, wherever it goes, until it is let go; what is given back ends that before. */
export function followPointer(onMove: (event: PointerEvent) => void, onEnd: () => void): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const end = (): void => {
    abort.abort()
    onEnd()
  }
  document.addEventListener('pointermove', onMove, { signal })
  document.addEventListener('pointerup', end, { signal })
  document.addEventListener('pointercancel', end, { signal })
  return end
}
