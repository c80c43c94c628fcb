/** Secrets in the keystore of this computer; where there is none, in memory for this run, which the window says. */
import type { Log, SecretStore } from './platform'

const service = 'Farscope'

/** The keystore is first touched when it is needed: a command that needs no secret asks nobody to unlock it. */
export function createKeyring(log: Log): SecretStore {
  let opened: Promise<SecretStore> | undefined
  let kind: SecretStore['kind'] = 'keystore'
  const open = async (): Promise<SecretStore> => {
    opened ??= openKeyring(log)
    const store = await opened
    kind = store.kind
    return store
  }
  return {
    get kind() {
      return kind
    },
    settle: async () => {
      await open()
    },
    get: async key => (await open()).get(key),
    set: async (key, value) => (await open()).set(key, value),
    remove: async key => (await open()).remove(key)
  }
}

async function openKeyring(log: Log): Promise<SecretStore> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    // Some systems answer a question for what is not there and refuse only to keep something: so keep something.
    const probe = new AsyncEntry(service, 'probe')
    await probe.setPassword('probe')
    await probe.deletePassword()
    return {
      kind: 'keystore',
      settle: async () => {},
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
    settle: async () => {},
    get: async key => secrets.get(key) ?? null,
    set: async (key, value) => {
      secrets.set(key, value)
    },
    remove: async key => {
      secrets.delete(key)
    }
  }
}
