/**
 * Which kinds of masked messages are of one pattern: the last step, over the few kinds there are, and so without regard to the order of messages.
 */
import { MARK_TEXT } from './mask.ts'
import { tokensOf, type Token } from './tokens.ts'

/** Kinds that are of one pattern, by their place in the list that was given. */
export interface Template {
  readonly text: string
  readonly kinds: readonly number[]
}

/** So many different words in a place are a variable, wherever it is. */
const MANY = 8
const MANY_FIRST = 32
/** Words behind which a name follows. */
const NAMED = new Set(
  'user users username for from by to at on in of is as host hostname server client node id name named app process service file device port address account domain package class caller session via into with interface'.split(
    ' ',
  ),
)

interface Member {
  readonly at: number
  readonly tokens: readonly Token[]
  /** Places in `tokens` that are words or variables. */
  readonly slots: readonly number[]
  readonly words: string[]
}

/** Groups kinds of messages, by their masked forms, into templates. Which come out depends on the set of kinds alone. */
export function templatesOf(kinds: readonly string[]): Template[] {
  const shapes = new Map<string, Member[]>()
  kinds.forEach((kind, at) => {
    const tokens = withValues(tokensOf(kind))
    const slots = tokens.flatMap(({ isSlot }, i) => (isSlot ? [i] : []))
    const shape = tokens.map(({ text, isSlot }) => (isSlot ? 'w' : text)).join('')
    const member = { at, tokens, slots, words: slots.map((i) => tokens[i].text) }
    const known = shapes.get(shape)
    if (known) known.push(member)
    else shapes.set(shape, [member])
  })
  return [...shapes.values()].flatMap((members) => divide(markNumbered(members)))
}

/** `eth0` and `eth1` in the same place are a variable; alone each of them is a name. */
function markNumbered(members: readonly Member[]): readonly Member[] {
  members[0].words.forEach((_, place) => {
    const numbered = new Map<string, Set<string>>()
    for (const { words } of members) {
      const word = words[place]
      const name = word.replace(/\d/g, '0')
      if (name === word && !word.includes('0')) continue
      const known = numbered.get(name)
      if (known) known.add(word)
      else numbered.set(name, new Set([word]))
    }
    for (const { words } of members) if ((numbered.get(words[place].replace(/\d/g, '0'))?.size ?? 0) > 1) words[place] = MARK_TEXT
  })
  return members
}

/** A key without a value gets an empty one, so that it is like the others. */
function withValues(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  tokens.forEach((token, i) => {
    result.push(token)
    if (token.text !== '=') return
    const next = tokens.at(i + 1)
    const isEmpty = !next || (next.spaced && tokens.at(i + 2)?.text === '=') || (!next.isSlot && /[,;)\]}]/.test(next.text))
    if (isEmpty) result.push({ text: MARK_TEXT, isSlot: true, spaced: false })
  })
  return result
}

/** Splits members of one shape at a place that holds a keyword, until there is none. */
function divide(members: readonly Member[]): Template[] {
  const words = members[0].words.map((_, place) => new Set(members.map((member) => member.words[place])))
  const variable = new Set<number>()
  const unsure: number[] = []
  words.forEach((found, place) => {
    if (found.size === 1) return
    if (isNamed(members[0], words, place)) variable.add(place)
    else unsure.push(place)
  })
  const constants = words.filter((found) => found.size === 1 && !found.has(MARK_TEXT)).length
  if (unsure.every((place) => isVariable(words[place], place, constants, unsure.length === 1))) unsure.splice(0).forEach((place) => variable.add(place))
  if (unsure.length === 0) return [{ text: textOf(members, variable), kinds: members.map(({ at }) => at) }]
  const split = unsure.reduce((best, place) => (words[place].size < words[best].size ? place : best))
  return [...Map.groupBy(members, (member) => member.words[split]).values()].flatMap(divide)
}

/** The place has the value of a key or stands behind a word that says that a name follows. */
function isNamed({ tokens, slots }: Member, words: readonly ReadonlySet<string>[], place: number): boolean {
  if ([...words[place]].every(isState) || place === 0) return false
  const before = tokens[slots[place] - 1]
  if (before.text === '=') return true
  const [label] = words[place - 1]
  return before.isSlot && words[place - 1].size === 1 && NAMED.has(label.toLowerCase())
}

/** Whether one of the places in which messages still differ, or the only one, holds a variable. */
function isVariable(words: ReadonlySet<string>, place: number, constants: number, isOnly: boolean): boolean {
  if (words.has(MARK_TEXT) && ![...words].some(isState)) return constants >= 2
  return isOnly && words.size > (place === 0 ? MANY_FIRST : MANY) && constants >= 1
}

/** Words that are one of a few: states and truth values. */
function isState(word: string): boolean {
  return /^(?:true|false|yes|no|on|off|null|none)$/i.test(word) || /^[A-Z][A-Z_]+$/.test(word)
}

/** The template, with what varies as `<*>`. */
function textOf(members: readonly Member[], variable: ReadonlySet<number>): string {
  const [{ tokens, slots, words }] = members
  const texts = tokens.map(({ text }) => text)
  words.forEach((word, place) => (texts[slots[place]] = variable.has(place) || word === MARK_TEXT ? '<*>' : word))
  return tokens.map(({ spaced }, i) => (spaced && i > 0 ? ' ' : '') + texts[i]).join('')
}
