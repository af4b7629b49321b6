import type { RunEnvironment } from '../runEnvironment.ts'
import { isDated } from './blockGroups.ts'

/** About when the row of a place in a file is, by the statistics of its block: exact to the time that this spans. Undefined where these are not known, or it has no times. */
export function timeOfPlace({ map, sizes, known }: Pick<RunEnvironment, 'map' | 'sizes' | 'known'>, source: number, offset: number): number | undefined {
  const { statistics } = known
  const place = offset / sizes.blockBytes
  const block = map.starts[source] + Math.floor(place)
  if (!statistics || !(block < map.starts[source + 1]) || !isDated(statistics, block)) return undefined
  const from = statistics.minTime[block]
  return from + (place % 1) * (statistics.maxTime[block] - from)
}
