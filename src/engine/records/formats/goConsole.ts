import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What loggers of Go write for people to read: zap's console (controller-runtime too), logrus on a terminal, and log15 (geth). */
export const goConsole: readonly Format[] = [
  lineFormat({
    name: 'zap-console',
    title: 'zap console',
    line:
      '{time}\t(?\x1b[{:int}m?){level:[A-Za-z]+}(?\x1b[0m?)\t(?{logger:[\\w./-]+}\t?)(?{file:[^\\s:]+}:{lineno:int}\t?)' +
      '{message:[^\\t]+}(?\t{data:[^\\n]+}?)',
    times: ['iso', '%s'],
    isWhole: true,
  }),
  lineFormat({
    name: 'logrus-text',
    title: 'logrus on a terminal',
    line: '(?\x1b[{:int}m?){level:[A-Z]+}(?\x1b[0m?)[{time}] {message}',
    times: ['iso'],
    pairs: true,
  }),
  lineFormat({
    name: 'log15',
    title: 'log15 on a terminal (geth)',
    line: '(?\x1b[{:int}m?){level:[A-Z ]+}(?\x1b[0m?)[{time}] {message}',
    times: ['%m-%d|%H:%M:%S%f'],
    pairs: true,
  }),
]
