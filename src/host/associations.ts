/** The first of `associations` (patterns of paths, as those of `files.associations`) that fits a path; undefined where none does. */
export function associated(associations: unknown, path: string): string | undefined {
  if (typeof associations !== 'object' || associations === null) return undefined
  for (const [pattern, name] of Object.entries(associations)) if (typeof name === 'string' && fits(pattern, path)) return name
  return undefined
}

/** `*` and `?` stay within a name, `**` does not; a pattern without a slash is one of the name. */
function fits(pattern: string, path: string): boolean {
  const whole = path.replaceAll('\\', '/')
  const text = pattern.includes('/') ? whole : whole.slice(whole.lastIndexOf('/') + 1)
  const source = pattern.replace(/\*\*\/?|\*|\?|[^*?]+/g, (part) => {
    if (part.startsWith('**')) return '.*'
    return part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[\\^$.+()[\]{}|]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, process.platform === 'win32' ? 'i' : '').test(text)
}
