/** How the windows' terminals were arranged: `terminals.json` in the data folder. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TerminalLayout, terminalLayoutSchema } from '@contract/terminals'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'

export interface LayoutStore {
  /** An absent or unreadable file is an empty arrangement; the latter is told to the log. */
  read(): Promise<TerminalLayout>
  /** Writes are one after the other. Fails where the data folder cannot be written. */
  save(layout: TerminalLayout): Promise<void>
}

const empty: TerminalLayout = { version: 1, tabs: [], current: null }

function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
}

export function createLayoutStore({ dataFolder, log }: Pick<Platform, 'dataFolder' | 'log'>): LayoutStore {
  const file = join(dataFolder, 'terminals.json')
  let last: Promise<void> = Promise.resolve()

  const write = async (layout: TerminalLayout): Promise<void> => {
    try {
      await mkdir(dataFolder, { recursive: true, mode: 0o700 })
      // A crash in between leaves the old file whole.
      await writeFile(`${file}.new`, `${JSON.stringify(layout)}\n`, { mode: 0o600 })
      await rename(`${file}.new`, file)
    } catch (thrown) {
      throw Failure.from(thrown)
    }
  }

  return {
    read: async () => {
      await last
      try {
        return terminalLayoutSchema.parse(JSON.parse(await readFile(file, 'utf8')))
      } catch (thrown) {
        if (!isAbsent(thrown)) log.warn(`${file} is not valid; the terminals start without an arrangement.`)
        return empty
      }
    },
    save: layout => {
      const saved = last.then(() => write(layout))
      last = saved.catch(() => {})
      return saved
    }
  }
}
