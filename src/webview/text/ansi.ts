/** Colours that programs write into their logs (SGR sequences), and the other terminal escapes, which are shown and not obeyed. */

/** 0 to 15: a colour of the terminal's palette; else a CSS colour. */
export type Color = number | string

export interface TextStyle {
  readonly fg?: Color
  readonly bg?: Color
  readonly bold?: boolean
  readonly dim?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly strike?: boolean
  readonly inverse?: boolean
}

export interface Escape {
  /** UTF-16 units of the sequence. */
  readonly length: number
  /** Parameters of a colour sequence; undefined for any other sequence. */
  readonly sgr?: string
}

// CSI (with its parameters, intermediates and final), a string sequence up to its terminator, or ESC and one character.
const SEQUENCE = /\x1b(?:\[([0-?]*)([ -/]*)([@-~])|[\]PX^_][^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\|\x9c)|[ -/]*[0-Z\\^-~])/y

/** The escape sequence that begins at `index`, where an ESC stands; a lone ESC has length 1. */
export function escapeAt(text: string, index: number): Escape {
  SEQUENCE.lastIndex = index
  const found = SEQUENCE.exec(text)
  if (!found) return { length: 1 }
  const [whole, parameters, intermediates, final] = found
  const isSgr = final === 'm' && intermediates === '' && /^[\d;:]*$/.test(parameters)
  return { length: whole.length, sgr: isSgr ? parameters : undefined }
}

/** The style after a colour sequence. Unknown parameters are passed over. Concealed text stays visible. */
export function applySgr(style: TextStyle, parameters: string): TextStyle {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Math.min(Number(code), 1000)))
  let next = style
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes, i + 1)
      if (color !== undefined) next = code === 38 ? { ...next, fg: color } : { ...next, bg: color }
      i += used
    } else next = applyCode(next, code)
  }
  return next
}

function applyCode(style: TextStyle, code: number): TextStyle {
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 }
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 }
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 }
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 }
  switch (code) {
    case 0:
      return {}
    case 1:
      return { ...style, bold: true }
    case 2:
      return { ...style, dim: true }
    case 3:
      return { ...style, italic: true }
    case 4:
    case 21:
      return { ...style, underline: true }
    case 7:
      return { ...style, inverse: true }
    case 9:
      return { ...style, strike: true }
    case 22:
      return { ...style, bold: undefined, dim: undefined }
    case 23:
      return { ...style, italic: undefined }
    case 24:
      return { ...style, underline: undefined }
    case 27:
      return { ...style, inverse: undefined }
    case 29:
      return { ...style, strike: undefined }
    case 39:
      return { ...style, fg: undefined }
    case 49:
      return { ...style, bg: undefined }
    default:
      return style
  }
}

/** The colour behind 38 or 48: `5;n` or `2;r;g;b`; `used` parameters belong to it. */
function extendedColor(codes: readonly number[], at: number): { color?: Color; used: number } {
  if (codes[at] === 5 && at + 1 < codes.length) return { color: paletteColor(codes[at + 1]), used: 2 }
  if (codes[at] === 2 && at + 3 < codes.length) {
    const [red, green, blue] = codes.slice(at + 1, at + 4).map((value) => Math.min(255, value))
    return { color: `rgb(${red}, ${green}, ${blue})`, used: 4 }
  }
  return { used: codes.length - at }
}

function paletteColor(index: number): Color | undefined {
  if (index < 16) return index
  if (index > 255) return undefined
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return `rgb(${grey}, ${grey}, ${grey})`
  }
  const step = (value: number): number => (value === 0 ? 0 : 55 + value * 40)
  const cube = index - 16
  return `rgb(${step(Math.floor(cube / 36))}, ${step(Math.floor(cube / 6) % 6)}, ${step(cube % 6)})`
}
