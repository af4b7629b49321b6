import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SluiceError } from '../../../common/errors.ts'
import type { Diagnostic, ScriptAccess } from '../../../common/protocol.ts'
import { relativeImports } from '../../../common/relativeImports.ts'
import type { Query } from '../../query/ast.ts'
import type { ScriptFile, ScriptNode } from '../../stages/sequential/script.ts'

/** Larger than any that a person writes. */
const MAX_BYTES = 4 * 1024 * 1024
/** As the worker checks it, since it is not run to find out. */
const SCOPE = /^[ \t]*export\s+const\s+scope\s*=\s*(["'`])record\1/m

let versions = 0

/**
 * Looks for the scripts of a query that are switched on, in the folders where they may be. No script is looked at where they are not allowed. Throws
 * `query`, with the place of the stage.
 */
export function resolveScripts(query: Query, access: ScriptAccess | undefined): Query {
  if (!query.stages.some(({ node, on }) => on && node.name === 'script')) return query
  const stages = query.stages.map((stage) => {
    if (!stage.on || stage.node.name !== 'script') return stage
    const node = stage.node as ScriptNode
    const file = find(node.path, access, (message) => {
      const mistake: Diagnostic = { ...node.span, message }
      throw new SluiceError('query', message, [mistake])
    })
    return { ...stage, node: { ...node, file } as ScriptNode }
  })
  return { ...query, stages }
}

function find(path: string, access: ScriptAccess | undefined, fail: (message: string) => never): ScriptFile {
  if (!access || access.refusal !== undefined) return fail(access?.refusal ?? 'Scripts are not allowed here.')
  const folders = access.folders.map(realPath).filter((folder) => folder !== undefined)
  const named = isAbsolute(path)
  if (folders.length === 0 && !(named && access.absolute)) return fail('Scripts are looked for in the folders of the workspace, and there is none. Open the folder that the script is in.')
  const candidates = named ? [path] : folders.map((folder) => join(folder, path))
  const found = candidates.map(realPath).find((each) => each !== undefined && isFile(each))
  if (found === undefined) return fail(`There is no script ${candidates.map((each) => resolve(each)).join(', nor ')}.`)
  if (!(named && access.absolute) && !folders.some((folder) => isInside(found, folder))) {
    return fail(`The script is ${found}, which is outside of ${folders.join(' and ')}: only scripts inside are run.`)
  }
  const text = readFileSync(found, 'utf8')
  // Others are read when they are imported, as they are then.
  const imports = relativeImports(found, text, (from, way) => {
    const real = realPath(resolve(dirname(from), way))
    if (real === undefined || !isFile(real) || !folders.some((folder) => isInside(real, folder))) return undefined
    return { path: real, text: readFileSync(real, 'utf8') }
  })
  return { path: found, text, imports, scope: SCOPE.test(text) ? 'record' : 'all', version: ++versions }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function isFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.isFile() && stats.size <= MAX_BYTES
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
