/**
 * Messages of the engine that reach people, in English: of errors, and of what becomes of files; each is a key of `media/l10n/bundle.l10n.*.json`. What is
 * made of one (`errorOf`, `saying`) says which and with what values, so that the host can say it in another language without reading the message. What
 * is said of a query (mistakes, faults of its stages, scripts) is in English only, as its language is.
 */
import { SluiceError, type ErrorCode, type Said } from './errors.ts'
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
  isFifo: '{name} is a FIFO (named pipe), which has no size and can be read only once. Save its content to a file and open that: {path}',
  isDevice: '{name} is a device, which has no size and can be read only once. Save its content to a file and open that: {path}',
  isSocket: '{name} is a socket, which has no size and can be read only once. Save its content to a file and open that: {path}',
  isIrregular: '{name} is not a regular file, which has no size and can be read only once. Save its content to a file and open that: {path}',
  shorterMeanwhile: 'The file became shorter while it was being read.',
  changedMeanwhile: 'The file changed while it was being read.',
  grown: '{name} has grown.',
  cutShort: '{name} was cut short, replaced or rewritten.',
  deleted: '{name} was deleted or moved. What was opened can still be searched until the panel is closed.',
  stalled: 'Reading {name} does not come back. The disk or network share behind it may have stalled.',
  unpacking: 'Unpacking {name}: {percent} %. The rows so far are those of its start.',
  toUnpack: '{name} has to be unpacked.',
  unpackedFurther: '{name} has been unpacked further.',
  notPacked: '{name} is not packed in a way that Sluice knows: {path}',
  noArchive: "{name} is no archive, and holds no file '{member}': {path}",
  emptyArchive: '{name} holds no files: {path}',
  chooseMember: '{name} holds {count} files. Choose one:\n  {names}',
  chooseMemberOfMany: '{name} holds {count} files. Choose one:\n  {names}\n  and {more} more',
  notInThisArchive: "There is no file '{member}' in the archive (any more).",
  encrypted: '{member} in {name} is encrypted, which Sluice cannot read. Unpack it first.',
  zipMethod: '{member} in {name} is packed by method {method}, which Sluice cannot read. Unpack it first.',
  noZip: '{name} cannot be read as a zip archive: {why}',
  noZstd: '{name} is compressed with zstd, which Node {version} cannot read: that takes Node 22.15 or a newer VS Code. Unpack it first: zstd -d',
  unpackedShorter: 'What was unpacked of {name} has become shorter since it was opened.',
  unpackedUnreadable: 'What was unpacked of {name} cannot be read any more. Open it again.',
  damagedInPlace: '{name} is damaged, or was written to.',
  cannotUnpack: '{name} cannot be unpacked: {why}: {path}',
  noRoomToUnpack: '{name} cannot be unpacked: the disk is full: {path}',
  cut: '{name} ends too early, behind byte {at}: it was cut, or is still being written. All rows up to there are in.',
  damaged: '{name} is damaged at byte {at} ({reason}). All rows up to there are in.',
  firstPart: 'Only the first {bytes} bytes of {name} are in: {why}',
  firstPartFull: 'Only the first {bytes} bytes of {name} are in: the disk is full',
  firstPartLimit: 'Only the first {bytes} bytes of {name} are in: the unpacked content of logs may take {gigabytes} GB of disk at most (setting sluice.spoolLimit). Raise the limit, or close other analyses.',
  formatTooSlow: 'The expression of the format \'{name}\' takes too long on lines of this file. Make it more exact: avoid several ".*" in a row.',
  formatsTooSlow: 'The expressions of the formats {names} take too long on lines of this file. Make it more exact: avoid several ".*" in a row.',
  formatEnded: "The regular expression of the log's format took more than {seconds} s on a line near byte {at} and was ended. Make it more exact, or reopen the log as another format.",
  expressionEnded: 'The regular expression took more than {seconds} s on one row and was ended. Make it more exact: avoid several ".*" in a row.',
  expressionEndedAt: 'The regular expression took more than {seconds} s on the row at byte {at} and was ended. Make it more exact: avoid several ".*" in a row.',
  tooManyPercentiles: "The percentiles of so many groups need too much memory. Group by a field with fewer values, or keep fewer rows before 'stats'.",
  temporaryFile: 'Rows could not be kept in the temporary file {path}: {why}. Make room there, or let TMPDIR name another folder.',
  stateLost: 'What a stage has seen was lost. Run the query again.',
  queryReplaced: 'The query has been replaced.',
  rowGone: 'The result has no such row any more.',
  analysisClosed: 'The analysis has been closed.',
  engineShutDown: 'The engine has been shut down.',
  workerFailed: 'A scan worker failed: {why}',
  incomplete: 'The result is not complete yet. Wait for the pass to end, or narrow the query.',
  notWritten: '{name} could not be written: {why}',
  writerEnded: '{name} could not be written: the thread that writes has ended.',
  notWrittenChanged: '{name} was not written: the log changed meanwhile.',
  noSqlite: 'SQLite databases cannot be written here: {runtime} comes without node:sqlite. Save as Parquet or CSV instead.',
} as const

export type ErrorText = keyof typeof errorTexts

/** A message, and how to say it in another language. */
export interface Saying {
  readonly message: string
  readonly said: Said
}

export function saying<T extends ErrorText>(text: T, values: Values<(typeof errorTexts)[T]>): Saying {
  return { message: filled(errorTexts[text], values, (value) => value.toLocaleString('en')), said: { text, values } }
}

export function errorOf<T extends ErrorText>(code: ErrorCode, text: T, values: Values<(typeof errorTexts)[T]>, details?: unknown): SluiceError {
  const { message, said } = saying(text, values)
  return new SluiceError(code, message, details, said)
}
