/**
 * What tests paths (with forward slashes, relative to the folder that is looked through) by a pattern: `*` and `?` stay within a name, `**` does not, `{a,b}` is one of several, `[0-9]` one of
 * some characters. A pattern without a slash is one of names. Undefined for one that is not whole.
 */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  let depth = 0
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|[^]/g, (part) => {
    switch (part) {
      case '**/':
        return '(?:.*/)?'
      case '**':
        return '.*'
      case '*':
        return '[^/]*'
      case '?':
        return '[^/]'
      case '{':
        depth++
        return '(?:'
      case '}':
        depth--
        return ')'
      case ',':
        return depth > 0 ? '|' : ','
    }
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^').replace(/(?<=.)[\\^[](?=.)/g, (char, at) => (at === 1 && char === '^' ? char : `\\${char}`))
    return part.replace(/[\\^$.+()[\]|]/g, '\\$&')
  })
  try {
    const regex = new RegExp(`^${pattern.includes('/') ? '' : '(?:.*/)?'}${source}$`, process.platform === 'linux' ? '' : 'i')
    return (path) => regex.test(path)
  } catch {
    return undefined
  }
}
