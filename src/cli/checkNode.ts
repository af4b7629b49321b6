/** Has to be the first import of the entry: what comes after may need a newer Node than there is. */
const NEEDED = [22, 15] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(`sluice: needs Node ${NEEDED.join('.')} or newer, this is ${process.versions.node}\n`)
  process.exit(2)
}

/** Time of the first statement, as of performance.now(). */
export const startedAt = performance.now()
