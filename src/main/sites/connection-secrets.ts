/** Which answers may be kept, and where: passwords and passphrases in the keystore of this computer, codes never. */
import type { SecretStore as Keystore, Log } from '../platform'
import type { ConnectionPrompt } from '../ssh/types'

export type CredentialsPrompt = Extract<ConnectionPrompt, { kind: 'credentials' }>

/** What a server calls a one-time code; its answer is worthless a minute later and must not be kept. */
const oneTimeWords = /code|otp|token|verification|one[- ]?time|second factor|passcode|pin\b/i

/** The keystore's name for the answer of a prompt; undefined where it must not be kept. */
export function secretName(prompt: CredentialsPrompt): string | undefined {
  const [field, ...more] = prompt.fields
  if (!prompt.canRemember || !field?.secret || more.length > 0) return undefined
  if (prompt.method === 'passphrase') return `ssh:passphrase:${prompt.title}`
  const isPassword = /passwor[dt]/i.test(field.label) && !oneTimeWords.test(field.label)
  if (prompt.method === 'keyboard-interactive' && !isPassword) return undefined
  return `ssh:${prompt.method}:${prompt.user}@${prompt.host}:${prompt.port}`
}

export interface ConnectionSecrets {
  get(name: string): Promise<string | undefined>
  set(name: string, secret: string): Promise<void>
  forget(name: string): Promise<void>
}

/** A keystore that fails (locked, gone) only means that the question is asked again; it never fails a connection. */
export function createConnectionSecrets(keystore: Keystore, log: Log): ConnectionSecrets {
  async function unlessFailing<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      log.warn(`The keystore would not ${doing} a secret (${error instanceof Error ? error.name : 'unknown reason'}).`)
      return undefined
    }
  }
  return {
    get: async name => (await unlessFailing('read', () => keystore.get(name))) ?? undefined,
    set: (name, secret) => unlessFailing('keep', () => keystore.set(name, secret)),
    forget: name => unlessFailing('remove', () => keystore.remove(name))
  }
}
