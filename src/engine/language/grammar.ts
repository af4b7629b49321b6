/**
 * The TextMate grammar of `*.sluice` files, made of the declarations when the extension is built. It colours where there is no extension host (diffs, previews);
 * in an editor the tokens of the parser come on top.
 */
import { KEYWORDS } from '../query/expression/lexer.ts'
import { aggregateCalls } from '../stages/aggregate/functions.ts'
import { FUNCTIONS } from '../stages/expression/functions/functions.ts'
import { stages } from '../stages/registry.ts'

/** Words that stages have among their arguments, beside those of expressions. */
const STAGE_WORDS = ['as', 'by', 'with', 'using']

/** The grammar as JSON. */
export function grammar(): string {
  const names = stages.flatMap((stage) => stage.names)
  const functions = [...FUNCTIONS.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...aggregateCalls.map((call) => call.split('(')[0])]
  const patterns = [
    { name: 'comment.line.double-slash.sluice', match: '(?<=^|[\\s|(),])//(?=\\s|$).*$' },
    { name: 'comment.block.sluice', begin: '(?<=^|\\|)\\s*/\\*', end: '(?<=\\s)\\*/' },
    { name: 'string.quoted.double.sluice', begin: '"', end: '"', patterns: [{ name: 'constant.character.escape.sluice', match: '\\\\["\\\\]' }] },
    { name: 'string.quoted.single.sluice', begin: "(?<=[\\s(,=<>])'", end: "'|$", patterns: [{ name: 'constant.character.escape.sluice', match: "\\\\['\\\\]" }] },
    { name: 'variable.other.property.sluice', begin: '`', end: '`' },
    { name: 'string.regexp.sluice', match: '(?<=^|[\\s(,=:])/(?![\\s*/])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\])*\\]|[^/\\\\\\[])+/[dgimsuvy]*(?=[\\s),|]|$)' },
    { match: `(\\|)\\s*(${oneOf(names)})(?![\\w.-])`, captures: { 1: { name: 'punctuation.separator.pipe.sluice' }, 2: { name: 'keyword.control.stage.sluice' } } },
    { name: 'punctuation.separator.pipe.sluice', match: '\\|' },
    { name: 'keyword.operator.logical.sluice', match: '(?<![\\w.-])(?:AND|OR|NOT)(?![\\w.-])' },
    { name: 'support.function.sluice', match: `(?<![\\w.-])(?:${oneOf(functions)}|p(?:erc)?\\d+(?:\\.\\d+)?)(?=\\()` },
    { match: '([\\p{L}_@][\\p{L}\\p{N}_.@-]*)(!=|>=|<=|==|[=:<>])(?=\\S)', captures: { 1: { name: 'variable.other.property.sluice' }, 2: { name: 'keyword.operator.comparison.sluice' } } },
    { name: 'constant.numeric.sluice', match: '(?<![\\w.-])\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?[A-Za-zµ]*(?![\\w.-])' },
    { name: 'constant.language.sluice', match: '(?<![\\w.-])(?i:null|true|false)(?![\\w.-])' },
    { name: 'keyword.other.sluice', match: `(?<![\\w.-])(?:${oneOf([...KEYWORDS, ...STAGE_WORDS])})(?![\\w.-])` },
  ]
  const made = { name: 'Sluice pipeline', scopeName: 'source.sluice', patterns }
  return `${JSON.stringify(made, undefined, 2)}\n`
}

function oneOf(words: readonly string[]): string {
  return [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')
}
