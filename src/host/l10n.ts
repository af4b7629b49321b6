/** Texts that people see, in the language of VS Code. Those in English are the keys of `media/l10n/bundle.l10n.*.json`; without VS Code they stay as they are. */

type Value = string | number
type Translate = (text: string, ...values: Value[]) => string

export const inEnglish: Translate = (text, ...values) => text.replace(/\{(\d+)\}/g, (place, number) => String(values[Number(number)] ?? place))

let translate = inEnglish

/** To be called before anything is said; so no text may be made while modules load. */
export function setTranslation(by: Translate): void {
  translate = by
}

/** A text with values in its places: `t('{0} grew by {1}.', name, size)`. A test holds the translations complete; it takes `text` from the source, so it is a literal. */
export function t(text: string, ...values: Value[]): string {
  return translate(text, ...values)
}
