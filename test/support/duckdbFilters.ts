/** Random filters, each as a query and as the condition of DuckDB that means the same. */
import fc from 'fast-check'
import { printString } from '../../src/engine/query/printer.ts'
import { HOSTS, LEVELS, sqlText, USERS } from './duckdbRows.ts'

/** `sql` is never null: a comparison with what is missing is false. */
export interface Filter {
  readonly text: string
  readonly sql: string
}

const OPS = ['=', '!=', '<', '<=', '>', '>='] as const
const op = fc.constantFrom(...OPS)
const number = fc.oneof(fc.integer({ min: -20, max: 3000 }).map(String), fc.constantFrom('0', '0.1', '0.25', '12.5', '1e3', '200', '500', '503'))
const text = fc.constantFrom(...USERS, ...HOSTS, 'a', 'b', 'x', 'web')
const numeric = fc.constantFrom('took', 'status', 'size')
const textual = fc.constantFrom('user', 'host')

const sure = (sql: string): string => `coalesce(${sql}, false)`

/** Smart case: without a capital letter a text ignores case. */
const contains = (field: string, part: string): string =>
  part === part.toLowerCase() ? `contains(lower(${field}), ${sqlText(part)})` : `contains(${field}, ${sqlText(part)})`

const severity = (level: string): number => LEVELS.indexOf(level)
const levelSql = `list_position([${LEVELS.map(sqlText).join(', ')}], level) - 1`

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.tuple(numeric, op, number).map(([field, sign, value]) => ({ text: `${field}${sign}${value}`, sql: sure(`${field} ${sign} ${value}`) })),
  fc.tuple(textual, op, text).map(([field, sign, value]) => ({ text: `${field}${sign}${printString(value)}`, sql: sure(`"${field}" ${sign} ${sqlText(value)}`) })),
  fc.tuple(textual, text.filter((each) => each !== '')).map(([field, value]) => ({ text: `${field}:${printString(value)}`, sql: sure(contains(`"${field}"`, value)) })),
  fc.constantFrom('user', 'took').map((field) => ({ text: `${field}=*`, sql: `"${field}" IS NOT NULL` })),
  fc.tuple(textual, fc.constantFrom('^a', 'n$', '[aeiou]b', '-\\d', 'ø', '^$')).map(([field, regex]) => ({ text: `${field}=/${regex}/`, sql: sure(`regexp_matches("${field}", ${sqlText(regex)})`) })),
  fc.tuple(op, fc.constantFrom(...LEVELS)).map(([sign, level]) => ({ text: `level${sign}${level}`, sql: `${levelSql} ${sign} ${severity(level)}` })),
)

/** Terms of a search. */
export const searches: fc.Arbitrary<Filter> = combined(leaf, { and: 'AND', or: 'OR', not: 'NOT ' })

const value: fc.Arbitrary<Filter> = fc.letrec<{ value: Filter }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: numeric.map((field) => ({ text: field, sql: `${field}::DOUBLE` })) },
    { weight: 2, arbitrary: number.map((each) => ({ text: each, sql: `${each}::DOUBLE` })) },
    { weight: 1, arbitrary: fc.constantFrom('user', 'host').map((field) => ({ text: `len(${field})`, sql: `length("${field}")::DOUBLE` })) },
    fc.tuple(tie('value'), fc.constantFrom('+', '-', '*'), tie('value')).map(([a, sign, b]) => ({ text: `(${a.text} ${sign} ${b.text})`, sql: `(${a.sql} ${sign} ${b.sql})` })),
    fc.tuple(tie('value'), fc.constantFrom('/', '%'), tie('value')).map(([a, sign, b]) => ({ text: `(${a.text} ${sign} ${b.text})`, sql: `(${a.sql} ${sign} nullif(${b.sql}, 0))` })),
    fc.tuple(fc.constantFrom('floor', 'ceil', 'abs', 'round'), tie('value')).map(([name, { text: of, sql }]) => ({ text: `${name}(${of})`, sql: `${name}(${sql})` })),
    fc.tuple(tie('value'), tie('value')).map(([a, b]) => ({ text: `coalesce(${a.text}, ${b.text})`, sql: `coalesce(${a.sql}, ${b.sql})` })),
    fc.tuple(fc.constantFrom('took > 5', 'status = 500'), tie('value'), tie('value')).map(([test, a, b]) => ({ text: `if(${test}, ${a.text}, ${b.text})`, sql: `(CASE WHEN ${test} THEN ${a.sql} ELSE ${b.sql} END)` })),
  ),
})).value

const words: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: textual.map((field) => ({ text: field, sql: `"${field}"` })) },
  fc.tuple(fc.constantFrom('lower', 'upper', 'trim'), textual).map(([name, field]) => ({ text: `${name}(${field})`, sql: `${name}("${field}")` })),
  fc.tuple(textual, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })).map(([field, from, length]) => ({ text: `substr(${field}, ${from}, ${length})`, sql: `substr("${field}", ${from}, ${length})` })),
  fc.tuple(textual, text).map(([field, other]) => ({ text: `coalesce(${field}, ${printString(other)})`, sql: `coalesce("${field}", ${sqlText(other)})` })),
  textual.map((field) => ({ text: `concat(${field}, '-', host)`, sql: `("${field}" || '-' || host)` })),
)

/** `not in` and its like are plain negations, as `not` is. */
const negation = fc.constantFrom('', 'not ')

const condition: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(value, op, value).map(([a, sign, b]) => ({ text: `${a.text} ${sign} ${b.text}`, sql: sure(`${a.sql} ${sign} ${b.sql}`) })) },
  { weight: 2, arbitrary: fc.tuple(words, op, text).map(([a, sign, b]) => ({ text: `${a.text} ${sign} ${printString(b)}`, sql: sure(`${a.sql} ${sign} ${sqlText(b)}`) })) },
  fc.tuple(value, negation, fc.nat(500), fc.nat(3000)).map(([a, not, low, high]) => ({ text: `${a.text} ${not}between ${low} and ${high}`, sql: `${not}${sure(`${a.sql} BETWEEN ${low} AND ${high}`)}` })),
  fc.tuple(words, negation, fc.array(text, { minLength: 1, maxLength: 3 })).map(([a, not, list]) => ({ text: `${a.text} ${not}in (${list.map(printString).join(', ')})`, sql: `${not}${sure(`${a.sql} IN (${list.map(sqlText).join(', ')})`)}` })),
  fc.tuple(words, negation, fc.constantFrom('a%', '%b', '_nn', '%n%', 'web-_', '', '%')).map(([a, not, like]) => ({ text: `${a.text} ${not}like ${printString(like)}`, sql: `${not}${sure(`${a.sql} LIKE ${sqlText(like)}`)}` })),
  fc.tuple(fc.oneof(value, words), negation).map(([a, not]) => ({ text: `${a.text} is ${not}null`, sql: `${a.sql} IS ${not}NULL` })),
  fc.tuple(words, fc.constantFrom('^a', 'n$', '[aeiou]b', 'ø')).map(([a, regex]) => ({ text: `match(${a.text}, /${regex}/)`, sql: sure(`regexp_matches(${a.sql}, ${sqlText(regex)})`) })),
  fc.tuple(op, fc.constantFrom(...LEVELS)).map(([sign, level]) => ({ text: `level ${sign} '${level}'`, sql: `${levelSql} ${sign} ${severity(level)}` })),
  fc.tuple(op, fc.constantFrom('2024-02-28T23:00:00Z', '2024-02-29T12:34:56.789Z', '2024-09-01T00:00:00Z')).map(([sign, moment]) => ({ text: `time ${sign} '${moment}'`, sql: `time ${sign} ${sqlText(moment.replace('Z', ''))}::TIMESTAMP` })),
  fc.tuple(fc.constantFrom('hour', 'minute', 'day', 'month', 'quarter'), op, fc.nat(30)).map(([part, sign, n]) => ({ text: `extract(${part} from time) ${sign} ${n}`, sql: `extract(${part} FROM time) ${sign} ${n}` })),
)

/** Conditions of `where`. */
export const conditions: fc.Arbitrary<Filter> = combined(condition, { and: 'and', or: 'or', not: 'not ' })

function combined(leaves: fc.Arbitrary<Filter>, words: Record<'and' | 'or' | 'not', string>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2 },
      { weight: 3, arbitrary: leaves },
      fc.tuple(tie('filter'), fc.constantFrom('and' as const, 'or' as const), tie('filter')).map(([a, word, b]) => ({ text: `(${a.text} ${words[word]} ${b.text})`, sql: `(${a.sql} ${word} ${b.sql})` })),
      tie('filter').map(({ text: of, sql }) => ({ text: `${words.not}(${of})`, sql: `NOT (${sql})` })),
    ),
  })).filter
}
