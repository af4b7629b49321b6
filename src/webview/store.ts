/** A value that components follow; changes within one frame are drawn once. */
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks'

export class Store<S> {
  private value: S
  private readonly listeners = new Set<() => void>()
  private frame = 0

  constructor(value: S) {
    this.value = value
  }

  get current(): S {
    return this.value
  }

  set(next: S): void {
    if (next === this.value) return
    this.value = next
    // Frames do not come to a hidden page, which needs no drawing either.
    this.frame ||= requestAnimationFrame(() => this.flush())
  }

  update(change: Partial<S>): void {
    this.set({ ...this.value, ...change })
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Draws what has changed, which the next frame does otherwise. */
  flush(): void {
    this.frame = 0
    for (const listener of [...this.listeners]) listener()
  }
}

/** What `select` gives of the store's value; the component is drawn again when that changes. */
export function useStore<S, T>(store: Store<S>, select: (state: S) => T): T {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const selected = select(store.current)
  const drawn = useRef({ selected, select })
  drawn.current = { selected, select }
  useLayoutEffect(
    () =>
      store.subscribe(() => {
        if (!Object.is(drawn.current.select(store.current), drawn.current.selected)) redraw(undefined)
      }),
    [store],
  )
  return selected
}
