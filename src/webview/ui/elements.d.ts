/** The custom elements that are used in JSX. */
import type { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/index.js'
import type { VscodeProgressBar } from '@vscode-elements/elements/dist/vscode-progress-bar/index.js'
import type { HTMLAttributes } from 'preact'

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': HTMLAttributes<VscodeButton> & { secondary?: boolean; disabled?: boolean; icon?: string }
      'vscode-progress-bar': HTMLAttributes<VscodeProgressBar> & { value?: number; max?: number; indeterminate?: boolean }
    }
  }
}
