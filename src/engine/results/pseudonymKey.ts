/** The key of pseudonyms for which nobody wrote one: one for all analyses of this process, so that pages, exports and threads agree. */
let key: string | undefined

export function pseudonymKey(): string {
  return (key ??= process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex'))
}
