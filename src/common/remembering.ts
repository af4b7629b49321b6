/** `make`, which is not asked again for the text that it was asked for last: what is drawn asks for the same query in every frame. */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined
  return (text) => (last?.text === text ? last : (last = { text, value: make(text) })).value
}
