import type { AggregateStage } from '../../contract.ts'
import { rowsOfPattern } from './behindPattern.ts'
import { compareColumns } from './compareTable.ts'
import { labelRows, learnPatterns, type LearnedPatterns } from './labels.ts'
import { MESSAGE, type PatternsNode } from './node.ts'
import { parsePatterns, printPatterns } from './parsePatterns.ts'
import { PatternsRun } from './patternsRun.ts'
import { patternColumns } from './patternTable.ts'

export type { PatternsNode } from './node.ts'

export const patterns: AggregateStage<PatternsNode> = {
  kind: 'aggregate',
  names: ['patterns'],
  summary:
    'Groups messages that differ only in their variable parts, and counts them. The most frequent pattern comes first. With mode=label rows stay and get their pattern as a field; compare sets the messages of one part against those of another.',
  usage: 'patterns [field] [by field, …] [compare field value [with value]] [mode=aggregation|label] [max_sample_count=3] [new_field=patterns_field]',
  examples: [
    { query: '| patterns', about: 'Which kinds of messages there are, with level, first and last time, how many there are over time, and examples of each.' },
    { query: 'error | patterns | head 10', about: 'The ten most frequent kinds of messages with "error".' },
    { query: '| parse "user=* took *" as user, rest | patterns rest', about: 'Of another field.' },
    { query: '| parse "user=* " as user | patterns by user', about: 'Counted for each user; the patterns are those of all rows.' },
    { query: '| patterns mode=label | where patterns_field like "%failed%"', about: 'The rows, each with its pattern: those of some of them.' },
    { query: '| patterns compare source "good.log" with "bad.log"', about: 'What is new, gone or more or less frequent in one file than in another; what changed most comes first.' },
    { query: '| patterns compare time "2024-05-01 12:00" to "2024-05-01 13:00" with "2024-05-01 13:00" to "2024-05-01 14:00"', about: 'One time against another: from the first time to before the second. One date alone is all of it.' },
    { query: '| patterns compare level info', about: 'Without "with": against all other rows that have the field.' },
  ],
  template: { text: 'patterns' },
  icon: 'group-by-ref-type',
  parse: parsePatterns,
  print: printPatterns,
  columns(node, before) {
    const { labels, newField } = node
    if (labels) return { ...before, names: before.names.includes(newField) ? before.names : [...before.names, newField] }
    return { names: node.compare ? compareColumns(node) : patternColumns(node), chosen: true, table: true }
  },
  reads: ({ field, by, compare }) => [...new Set([field ?? MESSAGE, ...by, ...(compare ? [compare.field] : [])])],
  create: (node, context) => new PatternsRun(node, context),
  drillDown: (node, row) => (node.labels ? undefined : rowsOfPattern(node, row)),
  labels: {
    of: ({ labels }) => labels,
    learned: (state) => learnPatterns((state as PatternsRun).all().keys()),
    label: (node, context, learned) => labelRows(node, context, learned as LearnedPatterns),
  },
}
