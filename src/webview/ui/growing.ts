import { useEffect, useState } from 'preact/hooks'

/** How many of `all` things to draw: `first` of them at once, then `step` more with each frame, where all together would take longer than one. */
export function useGrowing(all: number, first: number, step: number): number {
  const [drawn, setDrawn] = useState(first)
  const isMore = drawn < all
  useEffect(() => {
    if (!isMore) return
    const frame = requestAnimationFrame(() => setDrawn(drawn + step))
    return () => cancelAnimationFrame(frame)
  }, [drawn, isMore])
  return drawn
}
