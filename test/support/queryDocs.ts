/** Makes docs/query.md of the declarations of stages and functions: `node test/support/queryDocs.ts` writes it, a test says whether it is current. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { usageOf } from '../../src/engine/query/expression/parser.ts'
import type { FunctionSyntax } from '../../src/engine/query/expression/ast.ts'
import type { Stage } from '../../src/engine/stages/contract.ts'
import { FUNCTIONS } from '../../src/engine/stages/expression/functions/functions.ts'
import { stages } from '../../src/engine/stages/registry.ts'

export const QUERY_DOCS = fileURLToPath(new URL('../../docs/query.md', import.meta.url))

const KINDS = { blockLocal: 'row by row', ordered: 'in the order of the rows', context: 'goes back to the log', sequential: 'in the order of the rows', aggregate: 'gives a table' } as const

const LANGUAGE = `# Queries

This page is made from the declarations of the stages and functions (\`node test/support/queryDocs.ts\`), and a test runs every example on it.

A query is a search and stages behind it: \`search | stage | stage …\`. Stages may stand on lines of their own. \`//\` with a blank on both sides begins a comment that goes on to
the end of the line; \`/* stage */\` switches a stage off.

Names of fields begin with a letter; dots in them reach into nested fields (\`request.id\`). Any other name stands in back quotes: \`\` \`my field\` \`\`. In an expression that goes for names with
a dash too. Fields of every row are \`raw\` (its text), \`line\` (the number of
its first line in its file, from 1 on), \`source\`, and, where the log's format has them, \`time\`, \`level\` and \`message\`. A log's own fields called \`line\` and \`source\` are \`raw.line\` and
\`raw.source\`. A stage that reads \`line\` has the lines of the files counted first, if they are not; of logs that come through a pipe or are followed, they are counted as they come. Rows of a table have none.

## Expressions

Stages as \`where\` and \`eval\` take expressions.

| | |
|---|---|
| numbers, texts | \`5\` \`0.5\` \`1e3\` · \`'text'\` \`"text"\` (a backslash before the quote or a backslash) · \`true\` \`false\` \`null\` |
| durations | \`200ms\` \`1.5s\` \`1h30m\`; units \`ns us µs ms s m h d w\` |
| sizes | \`10KB\` (1000) \`1MiB\` (1024²); units \`B KB MB GB TB PB KiB MiB GiB TiB PiB\` |
| arithmetic | \`+ - * / %\`, also of times and durations: \`time - 15m\`, \`took / 1s\`. Division by zero gives null. |
| comparison | \`= != < <= > >=\`, \`x between a and b\`, \`x in (a, b)\`, \`x like 'a%b_'\`, \`x is null\`; \`not in\`, \`not like\`, \`not between\`, \`is not null\` |
| logic | \`and or not\`, in any case, and parentheses |

- **Types.** Values are strings, numbers, booleans, times, durations, bytes or null. What a query shows to be of different types (\`5 > 'x'\`) is a mistake of the query.
- **Fields are texts** in most logs. Beside a value of another type a text is read as that type: \`ms > 100\` compares numbers, \`took > 1s\` durations, \`size > 1MiB\` sizes. A text in quotes asks for a text:
  \`code = '5'\` does not find \`5.0\`. Two fields compare as numbers where both are.
- **Rows in which types do not go together** (\`ms > 100\` where \`ms\` is \`-\`) count as false, or null, and the stage's chip says how many there are and what is wrong with the first one.
- **Null** is the value of a field that a row does not have. It makes null of arithmetic and functions, and false of comparisons, also of \`!=\`; \`not\` is plain negation, so \`not x = 1\` is true where there is no \`x\`, and so are \`x not in (1)\`, \`not like\` and \`not between\`.
- **\`level\`** compares in the order trace, debug, info, warning, error, fatal with the name of one in any usual spelling. **\`time\`** compares with texts as a search does: \`time >= '2024-05-01'\`, \`time > '-15m'\`
  (counted back from the log's end), \`time > 'now-1d'\`. Parts of the log without such rows are not read where these comparisons come first.
- \`like\` and comparisons of texts are exact, with case; \`match(x, /re/i)\` looks for a regular expression, line by line.
- Results of \`eval\` are kept as what they look like: durations, sizes and times are texts from then on, and read as such again by the rules above.

Where OpenSearch PPL has a function or command, name and order of arguments are those. What differs: \`like\` takes a text, not an expression; regular expressions are written \`/…/flags\`; \`extract\` knows the parts
listed below; \`len\` and \`match\` are also called \`length\` and \`regexp_match\`; \`strptime\`, \`duration\`, \`bytes\` are not in PPL; \`fillnull\` and \`rename\` need the names of fields, without wildcards.
`

export function queryDocs(): string {
  const parts = [LANGUAGE, '## Stages\n', ...stages.map(stageDocs), '## Functions\n', ...FUNCTIONS.map(functionDocs)]
  return `${parts.join('\n').trimEnd()}\n`
}

function stageDocs({ names, usage, kind, summary, examples }: Stage): string {
  const others = names.length > 1 ? ` Also written ${names.slice(1).map(code).join(', ')}.` : ''
  const rows = examples.map(({ query, about }) => `| ${code(query)} | ${cell(about)} |`)
  return [`### ${names[0]}\n`, `${usage.split(/ {2,}or {2,}/).map(code).join(' or ')} (${KINDS[kind]})\n`, `${summary}${others}\n`, '| | |\n|---|---|', ...rows, ''].join('\n')
}

function functionDocs(syntax: FunctionSyntax): string {
  const { name, aliases = [], summary, examples, result } = syntax
  const others = aliases.length > 0 ? ` Also written ${aliases.map(code).join(', ')}.` : ''
  const rows = examples.map(({ expression, gives }) => `| ${code(expression)} | ${gives === '' ? 'null' : code(gives)} |`)
  return [`### ${name}\n`, `${code(usageOf(syntax))}${result === 'any' ? '' : ` → ${result}`}\n`, `${summary}${others}\n`, '| | |\n|---|---|', ...rows, ''].join('\n')
}

/** In a cell of a table a bar has to be escaped, also in code. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(QUERY_DOCS, queryDocs())
