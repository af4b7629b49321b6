import vm from 'node:vm'

export interface Failure {
  readonly message: string
  /** From 1 on; 0 where that is not known. */
  readonly line: number
  readonly column: number
}

/** What is wrong, and where in the script: the place in it that is nearest to where it was thrown. `url`, `text`: of the script. */
export function failureOf(error: unknown, url: string, text: string): Failure {
  if (!(error instanceof Error)) return { message: `It threw ${String(error)}`, line: 0, column: 0 }
  const { name, message, stack = '' } = error
  const said = name === 'Error' ? message : `${name}: ${message}`
  return { message: said, ...(placeIn(stack, url) ?? (name === 'SyntaxError' ? syntaxPlace(error, url, text) : undefined) ?? { line: 0, column: 0 }) }
}

function placeIn(stack: string, url: string): Omit<Failure, 'message'> | undefined {
  const at = stack.indexOf(`${url}:`)
  const found = at < 0 ? undefined : /^:(\d+)(?::(\d+))?/.exec(stack.slice(at + url.length))
  return found ? { line: Number(found[1]), column: Number(found[2] ?? 1) } : undefined
}

/**
 * Node does not tell where a module that it imports is wrong, but where a script is: so the module is read as one, with what only modules have made to
 * something else of the same length. If that is wrong in the same way, it is in the same place.
 */
function syntaxPlace({ message }: Error, url: string, text: string): Omit<Failure, 'message'> | undefined {
  try {
    new vm.Script(asScript(text), { filename: url })
  } catch (error) {
    if (!(error instanceof Error) || error.message !== message) return undefined
    const stack = error.stack ?? ''
    const place = placeIn(stack, url)
    return place && { line: place.line, column: (/^( *)\^/m.exec(stack)?.[1].length ?? 0) + 1 }
  }
  return undefined
}

function asScript(module: string): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ')
  return module
    .replace(/^import\b[^;'"]*(["']).*?\1/gm, blank)
    .replace(/^export[ \t]+default\b/gm, (text) => 'void'.padStart(text.length))
    .replace(/^export[ \t]+(?=const|let|var|class|function|async)/gm, blank)
}
