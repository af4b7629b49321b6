import { lineFormat } from './lineFormat.ts'

export const proxifier = lineFormat({
  name: 'proxifier',
  title: 'Proxifier',
  line: '[{time}] {app} - {message}',
  times: ['%m.%d %H:%M:%S%f', '%Y.%m.%d %H:%M:%S%f'],
})
