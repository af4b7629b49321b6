import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const LINE = '{time} {pid:int} {level:word} {logger:word} (?[{context}] ?){message}'

/** What oslo.log writes: Nova, Neutron, Keystone and the others; also where the name of the file was put before each line. */
export const openstack: readonly Format[] = [
  lineFormat({ name: 'openstack', title: 'OpenStack', line: LINE, times: ['iso'], levels: { audit: 'info' } }),
  lineFormat({
    name: 'openstack-files',
    title: 'OpenStack with names of files',
    line: `{file:word} ${LINE}`,
    isWhole: true,
    times: ['iso'],
    levels: { audit: 'info' },
  }),
]
