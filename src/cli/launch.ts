/** Entry of the command line: starts the rest of it, which is a bundle of its own, with the compiled code that earlier runs have kept. */
import { startedAt } from './checkNode.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { BundleScript } from './bundleScript.ts'
import { cacheFolder } from './cacheFolder.ts'
import { KeptBundle } from './keptCode.ts'
import type * as Command from './main.ts'

// V8's linear engine for expressions that backtrack too much; reaches the workers too. Kept code is of no use under other flags, so it comes first.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')

const path = fileURLToPath(new URL('./command.js', import.meta.url))
const folder = process.argv.includes('--no-cache') ? undefined : cacheFolder()

if (folder === undefined) {
  new BundleScript<typeof Command>(path, readFileSync(path, 'latin1')).run().start({ path, startedAt })
} else {
  const bundle = new KeptBundle<typeof Command>(path, join(folder, 'code'))
  bundle.exports.start({ path, startedAt, code: bundle.code, keep: (kind) => bundle.keep(kind) })
}
