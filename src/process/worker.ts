/** Entry of a scan worker. */
import { parentPort, workerData } from 'node:worker_threads'
import { RpcEndpoint } from '../common/rpc.ts'
import { createScanner } from '../engine/results/scanner.ts'
import type { ScannerApi } from '../engine/results/scannerApi.ts'
import { WorkerStatus } from '../engine/results/workerStatus.ts'
import { portChannel } from './portChannel.ts'

if (!parentPort) throw new Error('to be started as a worker')
const { status } = workerData as { status: SharedArrayBuffer }
new RpcEndpoint<ScannerApi, Record<never, never>>(portChannel(parentPort), createScanner(new WorkerStatus(status)))
