/** The cursor of the keyboard on the timeline. */
export interface Cursor {
  readonly bucket: number
  /** Where a range begins that goes to the cursor. */
  readonly anchor?: number
}

interface Key {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** Buckets of a large step: a tenth of all. */
function largeStep(buckets: number): number {
  return Math.max(2, Math.round(buckets / 10))
}

/** Where a key moves the cursor, with Shift extending a range; undefined for other keys. */
export function moveCursor({ bucket, anchor }: Cursor, buckets: number, { key, shiftKey, ctrlKey, metaKey }: Key): Cursor | undefined {
  const step = ctrlKey || metaKey ? largeStep(buckets) : 1
  const target = targetOf(key, bucket, buckets, step)
  if (target === undefined) return undefined
  const next = Math.max(0, Math.min(buckets - 1, target))
  return shiftKey ? { bucket: next, anchor: anchor ?? bucket } : { bucket: next }
}

function targetOf(key: string, bucket: number, buckets: number, step: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return bucket - step
    case 'ArrowRight':
    case 'ArrowUp':
      return bucket + step
    case 'PageDown':
      return bucket - largeStep(buckets)
    case 'PageUp':
      return bucket + largeStep(buckets)
    case 'Home':
      return 0
    case 'End':
      return buckets - 1
    default:
      return undefined
  }
}
