import { readFileSync } from 'node:fs'
import { noFormats, OwnFormats } from '../engine/ownFormats.ts'
import { problemText } from '../engine/records/formats/declaration.ts'
import { limited } from '../process/timeLimit.ts'
import type { CliOptions } from './options.ts'
import { complain } from './output.ts'

/** The formats of --formats. Says what is wrong with some of them; undefined where the file cannot be read. */
export function ownFormats({ formats: path }: CliOptions): OwnFormats | undefined {
  if (path === undefined) return noFormats
  try {
    const own = new OwnFormats(JSON.parse(readFileSync(path, 'utf8')), limited)
    for (const problem of [...own.problems, ...own.sampleProblems()]) complain(`--formats: ${problemText(problem)}`)
    return own
  } catch (error) {
    complain(`--formats: ${path}: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
