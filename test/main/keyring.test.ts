import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeyring, memorySecrets } from '../../src/main/keyring'
import { silentLog } from '../../src/main/platform'

const keystore = vi.hoisted(() => ({ entries: new Map<string, string>(), broken: false }))
vi.mock('@napi-rs/keyring', () => ({
  AsyncEntry: class {
    readonly #name: string
    constructor(service: string, name: string) {
      this.#name = `${service}/${name}`
    }
    async getPassword(): Promise<string | undefined> {
      return keystore.entries.get(this.#name)
    }
    // Such a keystore answers questions and refuses to keep.
    async setPassword(value: string): Promise<void> {
      if (keystore.broken) throw new Error("Couldn't access platform storage: AccessDenied")
      keystore.entries.set(this.#name, value)
    }
    async deletePassword(): Promise<boolean> {
      return keystore.entries.delete(this.#name)
    }
  }
}))
beforeEach(() => {
  keystore.entries.clear()
  keystore.broken = false
})

describe('secrets', () => {
  it('are kept in the keystore of the computer', async () => {
    const secrets = createKeyring(silentLog)
    await secrets.settle()
    expect(secrets.kind).toBe('keystore')
    expect(keystore.entries.size, 'a probe leaves nothing').toBe(0)
    expect(await secrets.get('password:em')).toBeNull()
    await secrets.set('password:em', 'hunter2')
    expect([...keystore.entries]).toEqual([['Farscope/password:em', 'hunter2']])
    expect(await createKeyring(silentLog).get('password:em')).toBe('hunter2')
    await secrets.remove('password:em')
    await secrets.remove('password:em')
    expect(await secrets.get('password:em')).toBeNull()
  })

  it('stay in memory where there is no keystore, which is said', async () => {
    keystore.broken = true
    const lines: string[] = []
    const secrets = createKeyring({ ...silentLog, info: line => void lines.push(line) })
    await secrets.settle()
    expect(secrets.kind).toBe('memory')
    expect(lines.join()).toContain('AccessDenied')
    await secrets.set('a', 'hunter2')
    expect(await secrets.get('a')).toBe('hunter2')
    expect(keystore.entries.size).toBe(0)
    expect(lines.join()).not.toContain('hunter2')
  })

  it('in memory are gone with their engine', async () => {
    const secrets = memorySecrets()
    await secrets.set('a', '1')
    await secrets.remove('a')
    expect(await secrets.get('a')).toBeNull()
    expect(await memorySecrets().get('a')).toBeNull()
  })
})
