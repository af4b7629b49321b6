import type { StageNode } from '../../query/ast.ts'
import { printName, printString } from '../../query/printer.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { BlockLocalStage, Columns, ScriptRunner, SequentialStage, StageContext } from '../contract.ts'

export type ScriptValue = string | number | boolean

/** A script that was found and may be run. */
export interface ScriptFile {
  /** Its real path. */
  readonly path: string
  readonly scope: 'all' | 'record'
  /** What it is: it may be saved with another text while this one runs, and pages are made again by the same. */
  readonly text: string
  /** The same of the modules that it imports by relative paths, and that these import: by real path. */
  readonly imports: ReadonlyMap<string, string>
  /** Another one each time that it was looked for: what an earlier version has given tells nothing of this one. */
  readonly version: number
}

export interface ScriptNode extends StageNode {
  readonly name: 'script'
  /** As it is written. */
  readonly path: string
  readonly args: readonly (readonly [string, ScriptValue])[]
  /** Resolved for one pass, where scripts are allowed. */
  readonly file?: ScriptFile
}

const syntax = {
  names: ['script'] as const,
  summary:
    'Runs a module of your own over the rows: it exports a generator that takes records and yields records. Runs only in a trusted workspace, and in the shell with --allow-scripts; docs/scripts.md says how to write one.',
  usage: 'script "./file.mjs" [key=value …]',
  examples: [
    { query: 'error | script "./stages/enrich.mjs"', about: 'The path is relative to the workspace folder of the log; in the shell, to the current folder.' },
    { query: '| script "./stages/slow.mjs" limit=500 unit="ms" | fields user, ms', about: 'Arguments are texts, numbers, true or false; the module gets them as an object. What it adds to records are fields.' },
    { query: '| script "./stages/sessions.mjs" | where rows > 10', about: 'Plain objects that it yields are rows of their own.' },
  ],
  template: { text: 'script "./stages/stage.mjs"', select: [8, 26] as const },
  icon: 'file-code',
  parse(parser: StageParser, span: () => StageNode['span']): ScriptNode {
    const at = parser.peekSpan()
    const path = parser.expectString('the path of a script, as "./stages/enrich.mjs"').value
    if (!/\.m?js$/i.test(path)) parser.report(at, 'expected the path of a JavaScript module: it ends in .mjs or .js')
    const args: [string, ScriptValue][] = []
    while (!parser.atEnd()) args.push(parseArgument(parser, args))
    return { name: 'script', path, args, span: span() }
  },
  print: ({ path, args }: ScriptNode) => ['script', printString(path), ...args.map(([name, value]) => `${printName(name)}=${typeof value === 'string' ? printString(value) : value}`)].join(' '),
  describe: ({ path }: ScriptNode) => `script ${path.replace(/^.*[\\/]/, '')}`,
  columns: (_node: ScriptNode, before: Columns) => before,
  // Any, and the times have to be of the right years.
  reads: () => ['*', 'time'],
}

export const script: SequentialStage<ScriptNode> = {
  ...syntax,
  kind: 'sequential',
  create: (node, context, _tools, most) => runnerOf(context).rows(node, fileOf(node), most),
}

/** The same stage for scripts that say that they look at each record by itself. */
export const recordScript: BlockLocalStage<ScriptNode> = {
  ...syntax,
  kind: 'blockLocal',
  filters: true,
  create: (node, context) => runnerOf(context).block(node, fileOf(node)),
}

/** Whether a stage is a script that looks at each record by itself. */
export function isRecordScript(node: StageNode): node is ScriptNode {
  return node.name === 'script' && (node as ScriptNode).file?.scope === 'record'
}

/** Of the script of a stage; 0 for one that is none. */
export function scriptVersion(node: StageNode): number {
  return node.name === 'script' ? ((node as ScriptNode).file?.version ?? 0) : 0
}

function runnerOf({ scripts }: StageContext): ScriptRunner {
  if (!scripts) throw new Error('scripts cannot be run here')
  return scripts
}

function fileOf({ file }: ScriptNode): ScriptFile {
  if (!file) throw new Error('the script has not been looked for')
  return file
}

function parseArgument(parser: StageParser, before: readonly (readonly [string, ScriptValue])[]): [string, ScriptValue] {
  const { value: name, span } = parser.expectName("an argument, as key=value")
  if (!parser.takePunctuation('=')) parser.fail(`expected '=' after ${name}`)
  if (before.some(([each]) => each === name)) parser.report(span, `expected each argument once, found '${name}' again`)
  const text = parser.takeString()
  if (text) return [name, text.value]
  const number = parser.takeMatch(/^-?\d+(?:\.\d+)?(?![^\s])/, 'number')
  if (number) return [name, Number(number.value)]
  const word = parser.takeMatch(/^[^\s"`|,()=]+/, 'word')
  if (!word) return parser.fail(`expected a value after '${name}=': a number, a "text", true or false`)
  return [name, word.value === 'true' || (word.value !== 'false' && word.value)]
}
