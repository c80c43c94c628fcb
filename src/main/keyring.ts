/** Secrets in the keystore of this computer; where there is none, in memory for this run, which the window says. */
import type { Log, SecretStore } from './platform'

const service = 'Farscope'

export async function createKeyring(log: Log): Promise<SecretStore> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    // Some systems answer a question for what is not there and refuse only to keep something: so keep something.
    const probe = new AsyncEntry(service, 'probe')
    await probe.setPassword('probe')
    await probe.deletePassword()
    return {
      kind: 'keystore',
      get: async key => (await new AsyncEntry(service, key).getPassword()) ?? null,
      set: (key, value) => new AsyncEntry(service, key).setPassword(value),
      remove: async key => {
        await new AsyncEntry(service, key).deletePassword()
      }
    }
  } catch (thrown) {
    log.info(`No keystore here (${thrown instanceof Error ? thrown.message : 'unknown'}): secrets stay in memory.`)
    return memorySecrets()
  }
}

export function memorySecrets(): SecretStore {
  const secrets = new Map<string, string>()
  return {
    kind: 'memory',
    get: async key => secrets.get(key) ?? null,
    set: async (key, value) => {
      secrets.set(key, value)
    },
    remove: async key => {
      secrets.delete(key)
    }
  }
}
