import type * as Language from '../../engine/language/language.ts'

let loading: Promise<typeof Language> | undefined

/** The language of pipelines: a script of its own, loaded when somebody opens or runs one, since most windows never do. */
export function language(): Promise<typeof Language> {
  loading ??= import('../../engine/language/language.ts')
  return loading
}
