import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { constants, Script } from 'node:vm'

/** As Node wraps modules of CommonJS. */
const BEFORE = '(function (exports, require, module, __filename, __dirname) { '
const AFTER = '\n})'

type Wrapped = (exports: object, require: NodeJS.Require, module: { exports: object }, filename: string, dirname: string) => void

/** A bundle of CommonJS that is compiled here and not by Node's loader, so that compiled code can be handed in and taken out. */
export class BundleScript<T> {
  /** V8 has not taken the code that was handed in. */
  readonly rejected: boolean
  private readonly path: string
  private readonly script: Script

  /** `code` has to be of the very same source: V8 looks at its length only. */
  constructor(path: string, source: string, code?: Uint8Array) {
    this.path = path
    this.script = new Script(BEFORE + source + AFTER, {
      filename: path,
      columnOffset: -BEFORE.length,
      cachedData: code,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    this.rejected = this.script.cachedDataRejected ?? false
  }

  /** Runs it; answers its exports. */
  run(): T {
    const module = { exports: {} }
    const wrapped = this.script.runInThisContext() as Wrapped
    wrapped(module.exports, createRequire(this.path), module, this.path, dirname(this.path))
    return module.exports as T
  }

  /** The code of all functions that have been compiled by now. */
  compiled(): Uint8Array {
    return this.script.createCachedData()
  }
}
