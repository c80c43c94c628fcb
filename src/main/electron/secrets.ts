/** Secrets sealed by Electron's safeStorage, which keeps its key in the keystore of this computer. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { memorySecrets } from '../keyring'
import type { SecretStore } from '../platform'

const sealedSchema = z.record(z.string(), z.base64())

/** `basic_text` is Electron's word for "no keystore": its sealing is then no secret (electronjs.org, safeStorage). */
function hasKeystore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

export function createElectronSecrets(dataFolder: string): SecretStore {
  if (!hasKeystore()) return memorySecrets()
  const file = join(dataFolder, 'secrets.json')
  const load = async (): Promise<Record<string, string>> => {
    const text = await readFile(file, 'utf8').catch(() => '{}')
    const parsed = sealedSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : {}
  }
  const save = async (sealed: Record<string, string>): Promise<void> => {
    await writeFile(`${file}.new`, JSON.stringify(sealed), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return {
    kind: 'keystore',
    get: async key => {
      const sealed = (await load())[key]
      return sealed === undefined ? null : safeStorage.decryptString(Buffer.from(sealed, 'base64'))
    },
    set: async (key, value) => save({ ...(await load()), [key]: safeStorage.encryptString(value).toString('base64') }),
    remove: async key => {
      const { [key]: _removed, ...rest } = await load()
      await save(rest)
    }
  }
}
