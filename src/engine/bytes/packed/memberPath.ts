import { statSync } from 'node:fs'

/** A file, or one in an archive. */
export interface MemberPath {
  readonly path: string
  readonly member?: string
}

/** A file in an archive as one path. */
export function memberPath(archive: string, member: string): string {
  return `${archive}:${member}`
}

/** What a path names: a file, or else, behind a colon, one in an archive. A path of nothing at all stays as it is. */
export function splitMemberPath(path: string): MemberPath {
  if (isThere(path)) return { path }
  for (let colon = path.lastIndexOf(':'); colon > 0; colon = path.lastIndexOf(':', colon - 1)) {
    const archive = path.slice(0, colon)
    if (statSync(archive, { throwIfNoEntry: false })?.isFile()) return { path: archive, member: path.slice(colon + 1) }
  }
  return { path }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
