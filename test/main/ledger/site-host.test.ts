import { describe, expect, it } from 'vitest'
import { hostText } from '../../../src/main/ledger/site-host'

const way = (host: string, port = 22, jumps: string[] = []) => ({
  ...{ host, port, proxyCommand: undefined },
  jumps: jumps.map(jump => ({
    ...{ host: jump, port: 22, user: 'ann', identityFiles: [], identitiesOnly: false },
    ...{ connectTimeoutSeconds: 10, keepAliveSeconds: 0 }
  }))
})

describe('the host behind a site', () => {
  it('is one by any name and way, and another by another port', () => {
    expect(hostText(way('Storage.lab.org', 22, ['gate']))).toBe(hostText(way('storage.lab.org')))
    expect(hostText(way('storage.lab.org', 2222))).not.toBe(hostText(way('storage.lab.org')))
  })

  it('is that of its own jump host where its address is a loopback', () => {
    expect(hostText(way('localhost', 22, ['one']))).not.toBe(hostText(way('localhost', 22, ['two'])))
  })
})
