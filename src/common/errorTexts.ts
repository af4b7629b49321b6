/**
 * Messages of the engine's errors that people meet most often, in English; each is a key of `media/l10n/bundle.l10n.*.json`. An error that is made of one
 * (`errorOf`) says which and with what values, so that the host can say it in another language without reading the message.
 */
import { SluiceError, type ErrorCode } from './errors.ts'
import { filled, type Values } from './texts.ts'

export const errorTexts = {
  noFile: '{name} does not exist (any more). Check the path, or choose another file: {path}',
  noPermission: '{name} cannot be read: no permission. Change its access rights, or open a copy: {path}',
  isFolder: '{name} is a folder. Choose the log files in it: {path}',
  unreadable: '{name} cannot be read ({reason}): {path}',
  shorter: '{name} has become shorter since it was opened.',
  replaced: '{name} has been replaced by another file since it was opened.',
  utf32: '{name} is {encoding}, which Sluice cannot read. Convert it to UTF-8 first: iconv -f {encoding} -t UTF-8',
  unreadableEncoding: "Sluice cannot read the encoding '{encoding}'. Convert the file to UTF-8 first: iconv -f {encoding} -t UTF-8",
  unknownEncoding: "Sluice knows no encoding '{encoding}'. It reads {encodings}.",
  notInArchive: "{name} holds no file '{member}' (any more).",
} as const

export type ErrorText = keyof typeof errorTexts

export function errorOf<T extends ErrorText>(code: ErrorCode, text: T, values: Values<(typeof errorTexts)[T]>): SluiceError {
  return new SluiceError(code, filled(errorTexts[text], values), undefined, { text, values })
}
