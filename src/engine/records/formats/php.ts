import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What PHP and its frameworks write. */
export const php: readonly Format[] = [
  lineFormat({
    name: 'monolog',
    title: 'Monolog (Laravel, Symfony)',
    line: '[{time}] {logger:word}.{level:[A-Za-z]+}: {message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'php',
    title: 'PHP errors, PHP-FPM',
    line: '[{time}(? {zone:word}?)] (?PHP ?)(?{level:[A-Za-z ]+}: ?){message}',
    times: ['%d-%b-%Y %H:%M:%S%f'],
    levels: {
      'fatal error': 'fatal', 'recoverable fatal error': 'error', 'parse error': 'fatal', 'core error': 'fatal', 'compile error': 'fatal',
      'core warning': 'warning', 'compile warning': 'warning', deprecated: 'warning', 'strict standards': 'info',
    },
  }),
]
