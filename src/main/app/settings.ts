/** Settings of the program: `settings.json` in the data folder, which people may edit while nothing runs. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Settings, settingsSchema } from '@contract/app'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'

export interface SettingsService {
  read(): Settings
  save(change: Partial<Settings>): Promise<Settings>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Settings, void, void>
}

export async function createSettings(platform: Pick<Platform, 'dataFolder' | 'log'>): Promise<SettingsService> {
  const file = join(platform.dataFolder, 'settings.json')
  let settings = await load(file, platform)
  const changes = createBroadcast(() => settings)
  return {
    read: () => settings,
    save: async change => {
      settings = settingsSchema.parse({ ...settings, ...change })
      await mkdir(platform.dataFolder, { recursive: true, mode: 0o700 })
      // A crash in between leaves the old file whole.
      await writeFile(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
      await rename(`${file}.new`, file)
      changes.publish()
      return settings
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
