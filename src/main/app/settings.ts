/** Settings of the program: `settings.json` in the data folder, which people may edit while nothing runs. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Settings, type SettingsChange, settingsSchema } from '@contract/app'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'

export interface SettingsService {
  read(): Settings
  /** Writes are one after the other; a value counts once it is on the disk. */
  save(change: SettingsChange): Promise<Settings>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Settings, void, void>
}

export async function createSettings(platform: Pick<Platform, 'dataFolder' | 'log'>): Promise<SettingsService> {
  const file = join(platform.dataFolder, 'settings.json')
  let settings = await load(file, platform)
  const changes = createBroadcast(() => settings)
  const save = async (change: SettingsChange): Promise<Settings> => {
    const changed = settingsSchema.parse({ ...settings, ...change })
    await mkdir(platform.dataFolder, { recursive: true, mode: 0o700 })
    // A crash in between leaves the old file whole.
    await writeFile(`${file}.new`, `${JSON.stringify(changed, null, 2)}\n`, { mode: 0o600 })
    await rename(`${file}.new`, file)
    settings = changed
    changes.publish()
    return changed
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: () => settings,
    save: change => {
      const saved = last.then(() => save(change))
      last = saved.catch(() => {})
      return saved
    },
    watch: signal => changes.follow(signal)
  }
}

/** A file that is not valid does not keep the program from opening: defaults, and a line in the log. */
async function load(file: string, platform: Pick<Platform, 'log'>): Promise<Settings> {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (thrown) {
    const absent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (!absent) platform.log.warn(`${file} is not valid and is not used.`)
    return settingsSchema.parse({})
  }
}
