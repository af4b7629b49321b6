/** Entry of a thread that writes one file with typed columns. */
import { parentPort, workerData } from 'node:worker_threads'
import { toErrorData } from '../../../../common/errors.ts'
import type { Answered, Told } from './typedFile.ts'
import { TypedTable, type TypedJob } from './typedTable.ts'

if (!parentPort) throw new Error('to be started as a worker')
const port = parentPort
const table = new TypedTable(workerData as TypedJob)
let working = Promise.resolve()

port.on('message', (told: Told) => {
  working = working.then(async () => {
    const answer = (what: Answered): void => port.postMessage(what)
    try {
      if (told === 'end') answer({ types: await table.end() })
      else {
        await table.add(Buffer.from(told.buffer, told.byteOffset, told.length).toString())
        answer({})
      }
    } catch (error) {
      table.close()
      answer({ error: toErrorData(error) })
    }
  })
})
