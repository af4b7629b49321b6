/** Why something failed, for code to decide on; the message is for people. */
export type ErrorCode =
  | 'cancelled' // the caller asked for it
  | 'disposed' // the other side is gone
  | 'query' // the query text is wrong; `details` is a Diagnostic[]
  | 'notFound'
  | 'noPermission'
  | 'isDirectory'
  | 'notRegularFile' // FIFO, socket or device
  | 'unsupportedEncoding'
  | 'unsupported' // packed in a way that cannot be read here
  | 'member' // one of an archive's files has to be chosen; `details` are their names
  | 'changed' // the file changed otherwise than by growing
  | 'notResponding' // a read that does not return
  | 'stageTimeout' // a regex that does not end; `details` is a StageFailure
  | 'script' // a stage of the person's own failed; `details` has the stage and its ScriptPlace
  | 'tooManyGroups'
  | 'output' // the target of an export cannot be written
  | 'outdated' // the run that was asked about has been replaced
  | 'internal'

/** Which of the known texts (common/errorTexts.ts) a message is, and with what values. */
export interface Said {
  readonly text: string
  readonly values: Readonly<Record<string, string | number>>
}

/** What crosses a process or thread boundary in place of an Error. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: unknown
  readonly said?: Said
}

/** An error with a code; its message says what happened, where, and what can be done. */
export class SluiceError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  readonly said: Said | undefined

  constructor(code: ErrorCode, message: string, details?: unknown, said?: Said) {
    super(message)
    this.name = 'SluiceError'
    this.code = code
    this.details = details
    this.said = said
  }
}

/** Turns anything thrown into plain data; unknown errors become `internal`. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof SluiceError) return { code: error.code, message: error.message, details: error.details, ...(error.said && { said: error.said }) }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', message: 'Cancelled.' }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}

export function fromErrorData(data: ErrorData): SluiceError {
  return new SluiceError(data.code, data.message, data.details, data.said)
}

export function isCancelled(error: unknown): boolean {
  return toErrorData(error).code === 'cancelled'
}

/** Throws `cancelled` if the signal has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SluiceError('cancelled', 'Cancelled.')
}
