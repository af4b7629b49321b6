/** Something that holds a resource until it is disposed. Disposing twice does nothing. */
export interface Disposable {
  dispose(): void
}

/** Called for every disposable that is made (+1) and disposed (-1); the test suites use it to find leaks. */
export type LeakTracker = (item: Disposable, change: 1 | -1) => void

let tracker: LeakTracker | undefined

/** Installs (or with `undefined` removes) the tracker that test suites use to find leaks. */
export function trackDisposables(next: LeakTracker | undefined): void {
  tracker = next
}

/** Makes a disposable from a function that is called at most once. */
export function toDisposable(release: () => void): Disposable {
  let held = true
  const item: Disposable = {
    dispose() {
      if (!held) return
      held = false
      tracker?.(item, -1)
      release()
    },
  }
  tracker?.(item, 1)
  return item
}

/** Holds several disposables; what is added after `dispose` is disposed at once. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>()
  private disposed = false

  get isDisposed(): boolean {
    return this.disposed
  }

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose()
    else this.items.add(item)
    return item
  }

  /** Adds a function to be called on disposal. */
  defer(release: () => void): Disposable {
    return this.add(toDisposable(release))
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    const items = [...this.items].reverse()
    this.items.clear()
    for (const item of items) item.dispose()
  }
}

/** A typed event: `on` subscribes, `fire` calls every listener in the order they came. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>()

  on(listener: (value: T) => void): Disposable {
    // A wrapper, so that the same function may subscribe twice.
    const entry = (value: T): void => listener(value)
    this.listeners.add(entry)
    return toDisposable(() => this.listeners.delete(entry))
  }

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value)
  }

  dispose(): void {
    this.listeners.clear()
  }
}
