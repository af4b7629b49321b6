/** Formats that people declare: one expression for a record's first line. */
import type { FormatDeclaration } from '../../../common/protocol.ts'
import type { SourceSpec } from '../../bytes/source.ts'
import { levelsOf } from './declaration.ts'
import { expressionNames } from './expressions.ts'
import type { Format } from './format.ts'
import { layoutOf } from './lineFormat.ts'
import { slashedTimes } from './dayOrder.ts'
import { plain } from './plain.ts'
import { formatNamed } from './registry.ts'

/** Tried in this order where a declaration does not say how its times are written: those that say more come first. */
const USUAL_TIMES = [
  'iso', 'common', 'epoch', '%Y%m%d %H:%M:%S%f%z', '%Y%m%d-%H:%M:%S%f%z', '%Y%m%d%H%M%S%f', '%a %b %e %H:%M:%S%f %Y', '%a, %d %b %Y %H:%M:%S%z',
  '%b %e %Y %H:%M:%S%f', '%b %e, %Y %I:%M:%S%f %p', '%b %e %H:%M:%S%f', '%d %b %Y %H:%M:%S%f', '%d-%b-%Y %H:%M:%S%f', '%d.%m.%Y %H:%M:%S%f',
  ...slashedTimes(' '), '%y/%m/%d %H:%M:%S%f', '%m-%d %H:%M:%S%f', '%H:%M:%S%f',
]

/** The format of a declaration that checkDeclarations has found to be one. */
export function userFormat(declaration: FormatDeclaration): Format {
  const { name, title = name, expression, time = USUAL_TIMES, types = {}, head } = declaration
  const groups = expressionNames(expression)
  const layouts = (typeof time === 'string' ? [time] : time).map(layoutOf)
  const names = levelsOf(declaration)
  const numbers = Object.keys(types).filter((field) => types[field] === 'number')
  return {
    name,
    title,
    heads: 'expression',
    layout: { kind: 'expression', source: expression, groups, numbers, ...(head === undefined ? {} : { head }) },
    ...(groups.includes('time') ? { time: { from: { fields: ['time'] }, layouts } } : {}),
    ...(groups.includes('level') ? { level: { from: { fields: ['level'] }, names } } : {}),
    ...(!groups.includes('level') && groups.includes('message') ? { level: { from: { wordsOf: 'message' } } } : {}),
    ...(groups.includes('message') ? { message: { from: { fields: ['message'] } } } : {}),
  }
}

/** The format that a source is read by; undefined where its name is not known. */
export function sourceFormat({ format = plain.name, declared }: Pick<SourceSpec, 'format' | 'declared'>): Format | undefined {
  return formatNamed(format, declared ? [userFormat(declared)] : [])
}
