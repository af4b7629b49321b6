/** Entry of a thread that unpacks one file. */
import { parentPort, workerData } from 'node:worker_threads'
import { errorOf } from '../../../common/errorTexts.ts'
import { bunzip2 } from './bzip2.ts'
import type { ThreadJob } from './inThread.ts'
import { PackedFile, type PlainChunks } from './packedFile.ts'
import { sendChunks } from './sentChunks.ts'
import { unxz } from './xz.ts'

const { path, key, pieceBytes, codec } = workerData as ThreadJob
if (!parentPort) throw new Error('to be started as a worker')
let file: PackedFile | undefined

async function* content(): PlainChunks {
  file = await PackedFile.open(path, pieceBytes)
  if (file.key !== key) throw errorOf('changed', 'replaced', { name: file.name })
  return yield* codec === 'xz' ? unxz(file) : bunzip2(file)
}

const port = parentPort
void sendChunks(content(), port, () => file?.position ?? 0).finally(async () => {
  await file?.close()
  port.close()
})
