/** The paths of a log that was looked at, as it is kept; none if it is of another version. */
export function readPaths(entry: string): readonly (readonly string[])[] {
  try {
    const paths: unknown = JSON.parse(entry)
    return Array.isArray(paths) && paths.length > 0 && paths.every((path) => typeof path === 'string') ? [paths] : []
  } catch {
    return []
  }
}
