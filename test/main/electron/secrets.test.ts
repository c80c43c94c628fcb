import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createElectronSecrets } from '../../../src/main/electron/secrets'
import { electron } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-secrets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
const file = (): string => join(folder, 'secrets.json')

describe('secrets in Electron', () => {
  it('are kept sealed, in a file of their owner alone', async () => {
    await createElectronSecrets(folder).set('password:em', 'hunter2')
    expect(await createElectronSecrets(folder).get('password:em')).toBe('hunter2')
    expect(await readFile(file(), 'utf8')).not.toContain('hunter2')
    expect((await stat(file())).mode & 0o777).toBe(0o600)
  })

  it('are forgotten one by one', async () => {
    const secrets = createElectronSecrets(folder)
    await secrets.set('a', '1')
    await secrets.set('b', '2')
    await secrets.remove('a')
    expect([await secrets.get('a'), await secrets.get('b')]).toEqual([null, '2'])
  })

  it('that are set at once are all kept', async () => {
    const secrets = createElectronSecrets(folder)
    const names = Array.from({ length: 20 }, (_, index) => `name-${index}`)
    await Promise.all(names.map(name => secrets.set(name, name)))
    expect(await Promise.all(names.map(name => secrets.get(name)))).toEqual(names)
  })

  it.each(['', 'no json', '[]', '{"a":1}'])('are none where the file holds %j', async text => {
    await writeFile(file(), text)
    const secrets = createElectronSecrets(folder)
    expect(await secrets.get('a')).toBeNull()
    await secrets.set('a', 'new')
    expect(await secrets.get('a')).toBe('new')
  })

  it('that the keystore no longer opens are asked for again', async () => {
    const secrets = createElectronSecrets(folder)
    await secrets.set('a', '1')
    electron.safeStorage.decryptString.mockImplementationOnce(() => {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    })
    expect(await secrets.get('a')).toBeNull()
  })

  it('stay in memory where there is no keystore, or one without a key', async () => {
    electron.safeStorage.isEncryptionAvailable.mockReturnValueOnce(false)
    expect(createElectronSecrets(folder).kind).toBe('memory')
    electron.safeStorage.getSelectedStorageBackend.mockReturnValueOnce('basic_text')
    const secrets = createElectronSecrets(folder)
    if (process.platform === 'linux') expect(secrets.kind).toBe('memory')
    await secrets.set('a', '1')
    if (process.platform === 'linux') await expect(stat(file())).rejects.toThrow('ENOENT')
  })
})
