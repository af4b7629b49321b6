/**
 * Gives what `make` makes, which is made when it is first asked for. For what takes long to make and few runs need: an expression with classes of Unicode takes half a
 * millisecond where its module is loaded, and a command starts in thirty.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
