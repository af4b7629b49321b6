import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What Ruby's loggers write, and Rails. */
export const ruby: readonly Format[] = [
  lineFormat({
    name: 'ruby',
    title: 'Ruby Logger',
    line: '{:[DIWEFUA]}, [{time} #{pid:int}] {level:word} -- {logger}: {message}',
    times: ['iso'],
    levels: { any: '', unknown: '' },
  }),
  lineFormat({
    name: 'sidekiq',
    title: 'Sidekiq',
    line:
      '{time} pid={pid:int} tid={thread:word} (?class={class:word} ?)(?jid={jid:word} ?)(?elapsed={elapsed:number} ?)' +
      '{level:word}: {message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'rails',
    title: 'Rails requests',
    line: 'Started {method:word} {path:quoted} for {ip:word} at {time}',
    times: ['iso'],
    level: 'none',
  }),
]
