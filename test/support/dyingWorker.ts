/** A worker that ends as soon as it is asked for anything but to load a program. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', (message: { method?: string }) => {
  if (message.method !== 'load') process.exit(3)
})
