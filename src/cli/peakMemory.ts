import { readFileSync } from 'node:fs'

/**
 * Most memory that this process has had resident at a time, in bytes. Linux tells it of what runs in the process now (proc(5): VmHWM); what
 * getrusage(2) gives is never less than its parent had when it started the process.
 */
export function peakRssBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // Other systems have no such file.
  }
  return process.resourceUsage().maxRSS * 1024
}
