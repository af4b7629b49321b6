/** Searches in compressed logs, against ripgrep, which has gzip unpack them. */
import { phrases } from '../../support/logs/events.ts'
import { countOf, sameText } from '../answers.ts'
import { gzippedLog } from '../bigLog.ts'
import { fight, type Duel } from '../duel.ts'
import { programSide, sluiceSide } from '../sides.ts'
import type { Row } from './row.ts'

/** Of the plain log. */
const LOG_BYTES = 500 * 1024 * 1024

const gzip: Duel<string> = {
  name: 'gzip',
  title: '500 MB gzipped: count a phrase',
  kind: 'app',
  needs: ['rg'],
  prepare: gzippedLog,
  ours: sluiceSide(['-c', '--lines'], `"${phrases.many}"`, countOf),
  peers: [programSide('rg -zc', 'rg', ['-zc', '--no-config', '-S', '-F', '-e', phrases.many], countOf)],
  same: sameText,
  target: 0.4,
  show: (count) => Number(count).toLocaleString('en-US'),
}

export const packedRows: readonly Row[] = [
  // Where only the answers count, a log of the common size will do.
  { name: gzip.name, title: gzip.title, needs: gzip.needs, run: async (bench) => [await fight({ ...gzip, size: bench.rounds > 0 ? LOG_BYTES : undefined }, bench)] },
]
