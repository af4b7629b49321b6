import type * as Zlib from 'node:zlib'

/** Node's zlib, loaded when it is first needed: that takes a part of the time in which the command line starts, and few logs are packed. */
export function zlib(): typeof Zlib {
  return process.getBuiltinModule('node:zlib')
}

/** Node has it since 22.15; the one that VS Code brings may be older. */
export function hasZstd(): boolean {
  return typeof (zlib() as Partial<ReturnType<typeof zlib>>).createZstdDecompress === 'function'
}
