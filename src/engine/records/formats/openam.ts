import type { Format } from './format.ts'
import { columns, withColumns } from './columns.ts'

const NAMES = 'time,Data,LoginID,ContextID,IPAddr,LogLevel,Domain,LoggedBy,MessageID,ModuleName,NameID,HostName'
const tsv = columns.find(({ name }) => name === 'tsv')!

/** What OpenAM (and OpenSSO) write: tab-separated values that a note at the log's start may name; in these logs they always are the same. */
export const openam: Format = {
  ...withColumns({ ...tsv, name: 'openam', title: 'OpenAM' }, NAMES)!,
  heads: ['"[12]\\d\\d\\d-[01]\\d-[0-3]\\d '],
  level: { from: { fields: ['LogLevel'] } },
  message: { from: { fields: ['Data'] } },
}
