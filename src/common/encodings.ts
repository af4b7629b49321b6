/** Encodings of logs. All but UTF-16 have ASCII as it is, and in none does a newline's byte belong to another character. */
export interface Encoding {
  /** What people read, and how settings, sessions and the command line call it. */
  readonly name: string
  /** What TextDecoder calls it (WHATWG, https://encoding.spec.whatwg.org/#names-and-labels). */
  readonly label: string
  /** Where it is used. */
  readonly region: string
}

const encoding = (name: string, region: string, label = name.toLowerCase()): Encoding => ({ name, label, region })

export const UTF8 = encoding('UTF-8', 'Unicode')
export const UTF16_LE = encoding('UTF-16 LE', 'Unicode', 'utf-16le')
export const UTF16_BE = encoding('UTF-16 BE', 'Unicode', 'utf-16be')
export const WINDOWS_1252 = encoding('Windows-1252', 'Western European; Latin-1')

/** ISO-2022-JP is not among them: what its bytes mean depends on those before, so no block could be decoded on its own. */
export const ENCODINGS: readonly Encoding[] = [
  UTF8,
  UTF16_LE,
  UTF16_BE,
  WINDOWS_1252,
  encoding('ISO-8859-15', 'Western European'),
  encoding('Windows-1250', 'Central European'),
  encoding('ISO-8859-2', 'Central European'),
  encoding('Windows-1251', 'Cyrillic'),
  encoding('KOI8-R', 'Russian'),
  encoding('KOI8-U', 'Ukrainian'),
  encoding('IBM866', 'Cyrillic; CP 866'),
  encoding('ISO-8859-5', 'Cyrillic'),
  encoding('Windows-1253', 'Greek'),
  encoding('ISO-8859-7', 'Greek'),
  encoding('Windows-1254', 'Turkish; Latin-5'),
  encoding('Windows-1255', 'Hebrew'),
  encoding('Windows-1256', 'Arabic'),
  encoding('Windows-1257', 'Baltic'),
  encoding('Windows-1258', 'Vietnamese'),
  encoding('Windows-874', 'Thai'),
  encoding('Shift_JIS', 'Japanese'),
  encoding('EUC-JP', 'Japanese'),
  encoding('GB18030', 'Chinese, simplified; GBK, GB 2312'),
  encoding('Big5', 'Chinese, traditional'),
  encoding('EUC-KR', 'Korean'),
]

const squeeze = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The encoding of that name, in any spelling that people or the web have for it (`utf16le`, `latin1`, `sjis`, `gbk`, `cp1252`); undefined if there is none. */
export function encodingNamed(text: string): Encoding | undefined {
  const squeezed = squeeze(text)
  return ENCODINGS.find(({ name }) => squeeze(name) === squeezed) ?? byLabel(text) ?? byLabel(squeezed)
}

function byLabel(text: string): Encoding | undefined {
  let label: string
  try {
    label = new TextDecoder(text).encoding
  } catch {
    return undefined
  }
  // The later one has all of the earlier.
  if (label === 'gbk') label = 'gb18030'
  return ENCODINGS.find((each) => each.label === label)
}
