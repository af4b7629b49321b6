/** Texts that people see, in the language of VS Code. Those in English are the keys of `media/l10n/bundle.l10n.*.json`; without VS Code they stay as they are. */
import { toErrorData, type ErrorData, type Said } from '../common/errors.ts'
import { errorTexts, type ErrorText } from '../common/errorTexts.ts'
import type { PatternSet } from '../common/grok/basePatterns.ts'
import { PATTERNS } from '../common/grok/patterns.ts'
import { panelTexts } from '../common/panelTexts.ts'
import { filled, type PageTexts, type Texts } from '../common/texts.ts'

type Value = string | number
type Translate = (text: string, ...values: Value[]) => string

const ENGLISH = 'en'

export const inEnglish: Translate = (text, ...values) => text.replace(/\{(\d+)\}/g, (place, number) => String(values[Number(number)] ?? place))

let translate = inEnglish
let language = ENGLISH
let textLanguage = ENGLISH

/**
 * To be called before anything is said; so no text may be made while modules load.
 * @param of the language of VS Code, for numbers
 * @param isTranslated whether there are texts in it
 */
export function setTranslation(by: Translate, of = ENGLISH, isTranslated = of !== ENGLISH): void {
  translate = by
  language = isLanguage(of) ? of : ENGLISH
  textLanguage = isTranslated ? language : ENGLISH
}

/** Anything can be given to VS Code as its `--locale`. */
function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0
  } catch {
    return false
  }
}

/** A text with values in its places: `t('{0} grew by {1}.', name, size)`. A test holds the translations complete; it takes `text` from the source, so it is a literal. */
export function t(text: string, ...values: Value[]): string {
  return translate(text, ...values)
}

/** A whole number as the language writes it. */
export function formatCount(count: number): string {
  return count.toLocaleString(language)
}

/** A message of the engine in the language of VS Code, where it is made of a known text (common/errorTexts.ts). */
export function inLanguage<M extends string | undefined>(message: M, said: Said | undefined): M | string {
  const text = said && Object.hasOwn(errorTexts, said.text) ? errorTexts[said.text as ErrorText] : undefined
  return text === undefined ? message : filled(translate(text), said!.values, formatCount)
}

/** The message of an error, as `inLanguage`. */
export function messageOf(error: unknown): string {
  const { message, said } = toErrorData(error)
  return inLanguage(message, said)
}

/** What a page gets of an error. */
export function localErrorData(error: unknown): ErrorData {
  const { said, ...data } = toErrorData(error)
  return { ...data, message: inLanguage(data.message, said) }
}

/** What a panel's page says, and the patterns that grok knows by name: data as well, which its script need not have. */
export function pageTexts(): PageTexts & { readonly grok: PatternSet } {
  return { language, textLanguage, texts: translated(panelTexts), grok: PATTERNS }
}

function translated(texts: Texts): Texts {
  if (typeof texts === 'string') return translate(texts)
  return Object.fromEntries(Object.entries(texts).map(([name, part]) => [name, translated(part)]))
}
