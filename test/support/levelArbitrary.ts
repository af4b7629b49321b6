import fc from 'fast-check'
import { levelNames } from './plainLevels.ts'

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1)
const anyCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.nat(2)).map(([all, form]) => [all.toUpperCase(), all, capital(all)][form])
export const levelName = anyCase(fc.constantFrom(...levelNames))
export const levelKey = anyCase(fc.constantFrom('level', 'lvl', 'severity', 'loglevel', 'levels'))
const between = fc.constantFrom(
  ...[' ', ' ', ' ', '  ', '   ', '=', ':', '"', "'", '": "', '=   ', '   =', 'level=   ', 'lvl   :', '[', ']', '<', '(', '\t', '_', '-', '1', 'm', 'é'],
  ...['\u001b', '\u001b[', '\u001b[31m', '\u001b[0m', '\u001b[1;33m', '\u001b[111111111111111111111m'],
)
const filler = fc.constantFrom('main', 'user', 'x'.repeat(20), 'a b c d e f g h i j k l m n o p ', '0')
const part = fc.oneof(
  { weight: 4, arbitrary: between },
  { weight: 2, arbitrary: levelName },
  { weight: 1, arbitrary: levelKey },
  { weight: 2, arbitrary: filler },
)
/** Words, some of them levels, with all that may be between them. */
export const wordyText = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''))
