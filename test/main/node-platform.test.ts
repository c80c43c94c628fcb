import { mkdtemp, rm, stat } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodePlatform, defaultDataFolder } from '../../src/main/node-platform'

describe('the data folder', () => {
  it('is the one the environment names, absolute', () => {
    expect(defaultDataFolder({ FARSCOPE_DATA_DIR: 'here' }, 'linux')).toBe(resolve('here'))
  })

  it('is else where the system keeps the data of programs', () => {
    const home = homedir()
    expect(defaultDataFolder({}, 'linux')).toBe(join(home, '.local', 'share', 'farscope'))
    expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'farscope'))
    expect(defaultDataFolder({}, 'darwin')).toBe(join(home, 'Library', 'Application Support', 'Farscope'))
    expect(defaultDataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Farscope'))
  })

  it('is made for its owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'farscope-platform-'))
    const platform = await createNodePlatform({ door: 'cli', dataFolder: join(folder, 'a', 'b') })
    expect(platform.dataFolder).toBe(join(folder, 'a', 'b'))
    expect((await stat(platform.dataFolder)).mode & 0o777).toBe(0o700)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })
})
