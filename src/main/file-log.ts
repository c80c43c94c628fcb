/** The log: `log/farscope.log` in the data folder, at most two files of 1 MiB. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Log } from './platform'

const largest = 1024 * 1024

export function createFileLog(dataFolder: string, clock: Clock): Log {
  const folder = join(dataFolder, 'log')
  const file = join(folder, 'farscope.log')
  const write = (level: string, message: string): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.1`)
      appendFileSync(file, `${clock.now().toISOString()} ${level} ${singleLine(message)}\n`, { mode: 0o600 })
    } catch {
      // A full or read-only disk must not end the work that is being logged.
    }
  }
  return {
    info: message => write('info', message),
    warn: message => write('warn', message),
    error: (message, cause) =>
      write('error', cause instanceof Error ? `${message}: ${cause.stack ?? cause.message}` : message)
  }
}

/** One entry is one line, and no terminal obeys it: what came from outside may hold anything, marks that turn it round too. */
function singleLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ⏎ ')
}
