import { constants } from 'node:os'

const numbers: Readonly<Record<string, number>> = constants.signals

/** A remote command's end as an exit status: its own, or 128+n for signal n, as a shell gives it (sh(1)). */
export function remoteStatus(code: number | null, signal: string | number | null): number {
  if (signal !== null) {
    const number = typeof signal === 'number' ? signal : numbers[`SIG${signal.replace(/^SIG/, '')}`]
    // A signal that this computer does not know still is a signal.
    return number === undefined ? 255 : (128 + number) & 255
  }
  return code === null ? 1 : code & 255
}
