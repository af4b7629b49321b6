/** Entry of the command line: starts the rest of it, which is a bundle of its own, with the compiled code that earlier runs have kept. */
import { startedAt } from './checkNode.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BundleScript } from './bundleScript.ts'
import { cacheFolder } from './cacheFolder.ts'
import { KeptBundle } from './keptCode.ts'
import type * as Command from './main.ts'

const path = fileURLToPath(new URL('./command.js', import.meta.url))
const folder = process.argv.includes('--no-cache') ? undefined : cacheFolder()

if (folder === undefined) {
  new BundleScript<typeof Command>(path, readFileSync(path, 'latin1')).run().start({ path, startedAt })
} else {
  const bundle = new KeptBundle<typeof Command>(path, join(folder, 'code'))
  bundle.exports.start({ path, startedAt, code: bundle.code, keep: (kind) => bundle.keep(kind) })
}
