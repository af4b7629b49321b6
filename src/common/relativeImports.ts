/** More than a person writes; what is imported behind them is read as it is on disk. */
const MOST = 200
/** Also what stands in comments and texts: then a file is known that need not be. */
const IMPORT = /\b(?:from|import)\s*\(?\s*(["'])(\.\.?\/[^"'\n]+\.m?js)\1/g

/**
 * The modules that a script imports by relative paths, and those that these import: by path. `read`: one that
 * a file imports; undefined where there is none, or it may not be read.
 */
export function relativeImports(path: string, text: string, read: (from: string, way: string) => { readonly path: string; readonly text: string } | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const left = [{ path, text }]
  for (let next = left.pop(); next; next = left.pop()) {
    for (const [, , way] of next.text.matchAll(IMPORT)) {
      const file = found.size < MOST ? read(next.path, way) : undefined
      if (!file || file.path === path || found.has(file.path)) continue
      found.set(file.path, file.text)
      left.push(file)
    }
  }
  return found
}
