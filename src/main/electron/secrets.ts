/** Secrets sealed by Electron's safeStorage, which keeps its key in the keystore of this computer. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { memorySecrets } from '../keyring'
import type { SecretStore } from '../platform'

/** Text of `secrets.json`: each secret's name with its sealed bytes. */
const sealedFileSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.base64()))

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
    const parsed = sealedFileSchema.safeParse(text)
    return parsed.success ? parsed.data : {}
  }
  let last: Promise<unknown> = Promise.resolve()
  /** One change after the other: two at once would each write what the other has not seen. */
  const change = (edit: (sealed: Record<string, string>) => Record<string, string>): Promise<void> => {
    const saved = last.then(async () => {
      await writeFile(`${file}.new`, JSON.stringify(edit(await load())), { mode: 0o600 })
      await rename(`${file}.new`, file)
    })
    last = saved.catch(() => {})
    return saved
  }
  return {
    kind: 'keystore',
    settle: async () => {},
    get: async key => {
      await last
      const sealed = (await load())[key]
      return sealed === undefined ? null : unseal(sealed)
    },
    set: (key, value) => change(sealed => ({ ...sealed, [key]: safeStorage.encryptString(value).toString('base64') })),
    remove: key => change(({ [key]: _removed, ...rest }) => rest)
  }
}

/** Null when the keystore has another key than the one it was sealed with: the user is then asked again. */
function unseal(sealed: string): string | null {
  try {
    return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
  } catch {
    return null
  }
}
