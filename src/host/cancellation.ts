import type * as vscode from 'vscode'

/** The one place where VS Code's tokens become signals. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController()
  if (token.isCancellationRequested) controller.abort()
  // The token's source is disposed with the progress that it belongs to, and the listener with it.
  else token.onCancellationRequested(() => controller.abort())
  return controller.signal
}
