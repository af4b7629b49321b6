/** Functions that choose a value. Only what they need is evaluated. */
import { lazily, param, type ExprFunction } from './declare.ts'

export const conditionFunctions: readonly ExprFunction[] = [
  {
    name: 'if',
    params: [param('condition', 'boolean'), param('then'), param('else')],
    result: 'any',
    summary: 'The second value if the first is true, else the third.',
    examples: [
      { expression: "if(1 < 2, 'yes', 'no')", gives: 'yes' },
      { expression: "if(null, 'yes', 'no')", gives: 'no' },
    ],
    lazy: true,
    create: lazily,
  },
  {
    name: 'case',
    params: [param('condition', 'boolean'), param('value')],
    repeats: 2,
    otherwise: true,
    result: 'any',
    summary: 'The value behind the first condition that is true, else the one behind `else`, or null.',
    examples: [
      { expression: "case(5 > 9, 'high', 5 > 3, 'middle' else 'low')", gives: 'middle' },
      { expression: "case(1 > 9, 'high' else 'low')", gives: 'low' },
      { expression: "case(1 > 9, 'high')", gives: '' },
    ],
    lazy: true,
    create: lazily,
  },
  {
    name: 'coalesce',
    params: [param('value')],
    repeats: 1,
    result: 'any',
    summary: 'The first value that is not null.',
    examples: [
      { expression: "coalesce(null, 'a', 'b')", gives: 'a' },
      { expression: 'coalesce(null, null)', gives: '' },
    ],
    lazy: true,
    create: lazily,
  },
]
