/** Texts with values in their places, in any language. */

/** Texts by their names, in groups. One with `one` and `other`, and what else its language has, has a form for each kind of number. */
export type Texts = string | { readonly [name: string]: Texts }

/** What a page has of them: the texts in the language of VS Code, or in English where there is no translation. */
export interface PageTexts {
  /** Of VS Code, for numbers and dates. */
  readonly language: string
  /** Of the texts, for their forms. */
  readonly textLanguage: string
  readonly texts: Texts
}

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Named<Name extends string> = { readonly [N in Name]: N extends 'count' ? number : string | number }

/** What a text wants. */
export type Values<Text extends string> = Named<Names<Text>>

/** Texts as one says them: those with `{names}` are functions of their values. Numbers are written as the language does, without what comes behind the point. */
export type Sayings<T> = T extends string
  ? [Names<T>] extends [never]
    ? string
    : (values: Values<T>) => string
  : T extends { readonly other: infer Other extends string }
    ? (values: Named<Names<Other> | 'count'>) => string
    : { readonly [K in keyof T]: Sayings<T[K]> }

/** Whether it is one text in forms, and no group. */
export function hasForms(texts: Exclude<Texts, string>): texts is Record<string, string> {
  return typeof texts.other === 'string' && 'one' in texts
}

/** A text with its values in their places, numbers by `write`. A place without a value stays as it is. */
export function filled(text: string, values: Readonly<Record<string, string | number>>, write: (value: number) => string = String): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (typeof values[name] === 'number' ? write(values[name]) : (values[name] ?? place)))
}

export function sayingsOf<T>({ language, textLanguage, texts }: PageTexts): Sayings<T> {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const rules = new Intl.PluralRules(textLanguage)
  const say = (text: string, values: Readonly<Record<string, string | number>>): string =>
    filled(text, values, (value) => numbers.format(value))
  const make = (each: Texts): unknown => {
    if (typeof each === 'string') return each.includes('{') ? (values: Readonly<Record<string, string | number>>) => say(each, values) : each
    if (hasForms(each)) return (values: { readonly count: number }) => say(each[rules.select(values.count)] ?? each.other, values)
    return Object.fromEntries(Object.entries(each).map(([name, part]) => [name, make(part)]))
  }
  return make(texts) as Sayings<T>
}
