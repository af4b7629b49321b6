/** What files are called where several of them are shown together. */

/** The last parts of paths: names of files, and where several have the same, as many of their folders as tell them apart. */
export function uniqueNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).filter((part) => part !== ''))
  const lengths = parts.map(() => 1)
  const nameOf = (i: number): string => parts[i].slice(-lengths[i]).join('/')
  for (;;) {
    const byName = Map.groupBy(parts.keys(), nameOf)
    const longer = [...byName.values()].filter((same) => same.length > 1).flat().filter((i) => lengths[i] < parts[i].length)
    // What is still the same is the same file twice.
    if (longer.length === 0) return parts.map((_, i) => nameOf(i))
    for (const i of longer) lengths[i]++
  }
}
