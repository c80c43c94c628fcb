import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pinnedTls } from '../../../src/main/displays/pinned-tls'
import { ofElsewhere, ofHost, ofNode, type ServerIdentity } from '../../../src/main/displays/server-identity'
import { startTlsServer, type TlsServer } from './tls-server'

let server: TlsServer
beforeAll(async () => {
  server = await startTlsServer('IP:10.1.2.3,IP:fd00::7,DNS:viz.example.org')
})
afterAll(async () => server.close())

/** `trusted`: this computer trusts who signed the certificate. */
async function meet(identity: ServerIdentity, trusted: boolean): Promise<void> {
  const socket = await pinnedTls(await server.reach(), identity, trusted ? [server.certificate] : undefined)
  socket.destroy()
}

describe('A server that is met at an address', () => {
  it('is right when the trusted certificate has this address', async () => {
    await meet(ofElsewhere('10.1.2.3'), true)
    await meet(ofElsewhere('fd00::7'), true)
    await meet(ofElsewhere('[fd00::7]'), true)
  })

  it('is wrong when the certificate has other addresses only, and is told so with them', async () => {
    await expect(meet(ofElsewhere('10.1.2.4'), true)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringContaining("10.1.2.4 is not in the cert's list: 10.1.2.3")
    })
  })

  it('needs no name of it where its fingerprint is known', async () => {
    await meet(ofHost('192.0.2.99', server.fingerprint), false)
    await meet(ofNode('some-node', server.fingerprint), false)
  })

  it('may be of another name that whoever vouches for it gives', async () => {
    await meet({ ...ofElsewhere('192.0.2.1'), otherNames: ['viz.example.org'] }, true)
    await expect(meet({ ...ofElsewhere('192.0.2.1'), otherNames: ['evil.example.org'] }, true)).rejects.toMatchObject({
      code: 'mismatch'
    })
  })
})

describe('A certificate that nobody vouches for', () => {
  const hintOf = async (identity: ServerIdentity): Promise<string> =>
    meet(identity, false).then(
      () => 'it was taken',
      (failure: { hint: string }) => failure.hint
    )

  it('is refused with what helps there: on the host, on a node, on a machine elsewhere', async () => {
    expect(await hintOf(ofHost('viz.example.org', undefined))).toContain('install one')
    expect(await hintOf(ofNode('node7', undefined))).toContain('srun')
    const elsewhere = await hintOf(ofElsewhere('viz.example.org'))
    expect(elsewhere).toContain('another machine than the display host')
    expect(elsewhere).not.toContain('openssl')
  })

  it('is told by its fingerprint, so that the facility can be asked', async () => {
    await expect(meet(ofElsewhere('viz.example.org'), false)).rejects.toMatchObject({
      detail: `seen SHA-256 ${server.fingerprint}`
    })
  })
})
