/**
 * How a line of a format is written, as text with fields in it: `{time} {level} [{thread}] {logger}: {message}`.
 *
 * - What stands outside of braces stands for itself; one space stands for one or more spaces and tabs, or for none at the end of the line.
 * - `{name}` is as far as what stands behind it, without blanks around it; as the last part it is the rest of the line.
 * - `{name:word}` the same, but without a blank in it
 * - `{name:far}` as far as the last place where what stands behind it stands, before what stands behind the next field
 * - `{name:int}` digits
 * - `{name:number}` digits, with a sign, a point or an exponent
 * - `{name:quoted}` between double quotes, in which a backslash takes away the next byte's meaning
 * - `{name:[IWEF]}` one character of a class, `{name:[\w.-]+}` one or more
 * - `{name=text}` a text of letters, digits, dots and dashes, as a field
 * - `{name:line}` is the line from there on, in which the parts that follow are found too
 * - `{time}` is a stamp of the format's layouts, wherever it stands.
 * - `{}` and `{:int}` are passed over.
 * - `(?` … `?)` may be missing as a whole.
 * - `{{` is a brace.
 * - A newline is the end of a line: what stands behind it is on the next line of the record. Values are in one line.
 *
 * Nothing is tried twice, so a line is read in one go.
 */
export type FieldShape = 'until' | 'word' | 'far' | 'int' | 'number' | 'quoted' | 'rest' | 'time' | 'one' | 'many' | 'line' | 'literal'

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `class`: what is allowed; `text`: of a literal. */
  | { readonly kind: 'field'; readonly name: string | undefined; readonly shape: FieldShape; readonly class?: string; readonly text?: string }
  | { readonly kind: 'optional'; readonly parts: readonly TemplatePart[] }

const TOKEN = /\{\{|\{([\w.-]*)(?::(word|far|line|int|number|quoted|(\[(?:\\.|[^\]\\])+\])(\+?))|=([\w.-]+))?\}|\(\?|\?\)|[^{(?]+|[(?]/gy

/** Throws RangeError for what is no template. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const stack: TemplatePart[][] = [[]]
  let at = 0
  for (const found of template.matchAll(TOKEN)) {
    at += found[0].length
    const parts = stack[stack.length - 1]
    const [token, name, shape, characters, more, text] = found
    if (token === '(?') stack.push([])
    else if (token === '?)') {
      stack.pop()
      stack[stack.length - 1]?.push({ kind: 'optional', parts })
      if (stack.length === 0) throw new RangeError(`?) without (?: ${template}`)
    } else if (name === undefined) addText(parts, token === '{{' ? '{' : token)
    else {
      const kind = { kind: 'field', name: name === '' ? undefined : name } as const
      if (name === 'time') parts.push({ ...kind, shape: 'time' })
      else if (text !== undefined) parts.push({ ...kind, shape: 'literal', text })
      else if (characters !== undefined) parts.push({ ...kind, shape: more === '+' ? 'many' : 'one', class: characters })
      else parts.push({ ...kind, shape: (shape as FieldShape | undefined) ?? 'until' })
    }
  }
  if (at < template.length) throw new RangeError(`a brace that is none of a field: ${template.slice(at)}`)
  if (templateLines(template) > 1 && /:(?:far|line|quoted)\}/.test(template)) throw new RangeError(`a shape that is not for several lines: ${template}`)
  if (stack.length > 1) throw new RangeError(`(? without ?): ${template}`)
  const parts = stack[0]
  const last = parts[parts.length - 1]
  if (last?.kind === 'field' && last.shape === 'until') parts[parts.length - 1] = { ...last, shape: 'rest' }
  return parts
}

function addText(parts: TemplatePart[], text: string): void {
  const last = parts[parts.length - 1]
  if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text }
  else parts.push({ kind: 'text', text })
}

/** How many lines of a record a template is of. */
export function templateLines(template: string): number {
  return template.split('\n').length
}

/** The names of the fields of a template. */
export function templateNames(parts: readonly TemplatePart[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'optional') return templateNames(part.parts)
    return part.kind === 'field' && part.name !== undefined ? [part.name] : []
  })
}
