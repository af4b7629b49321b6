import { lineFormat } from './lineFormat.ts'

/** The agent of Eclipse's Target Communication Framework: minutes and seconds are all that its stamps have. */
export const tcf = lineFormat({
  name: 'tcf',
  title: 'TCF agent',
  line: 'TCF {time}: (?{channel:int}: ?){message}',
  times: ['%M:%S%f'],
  level: 'none',
})
