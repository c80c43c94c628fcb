/** Why a VNC server lets nobody in: a password that is wrong is not kept, one that came too often may be right. */
import { duplexPair } from 'node:stream'
import { expect, it } from 'vitest'
import { loggedIn, WrongPassword } from '../../../src/main/displays/rfb-login'

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const told = (words: string): Buffer => Buffer.concat([number(words.length), Buffer.from(words)])

/** What is thrown where the server says this after its version. */
async function thrownBy(said: readonly Uint8Array[], version = 'RFB 003.008\n'): Promise<unknown> {
  const [ours, theirs] = duplexPair()
  theirs.on('error', () => undefined)
  theirs.resume()
  theirs.write(Buffer.concat([Buffer.from(version), ...said]))
  const login = { password: 'secret', signal: AbortSignal.timeout(15_000) }
  const thrown = await loggedIn(ours, login, async () => null).catch((thrown: unknown) => thrown)
  theirs.destroy()
  return thrown
}

const asks = [Buffer.from([1, 2]), Buffer.alloc(16)]

it('is the password where the server says no more, or that it failed', async () => {
  for (const said of [[number(1), told('Authentication failure')], [number(1)]])
    expect(await thrownBy([...asks, ...said])).toBeInstanceOf(WrongPassword)
  expect(await thrownBy([number(2), Buffer.alloc(16), number(1)], 'RFB 003.003\n')).toBeInstanceOf(WrongPassword)
})

it('is not the password where too many were wrong before', async () => {
  const many = told('Too many security failures')
  for (const said of [
    [Buffer.from([0]), many],
    [...asks, number(1), many],
    [...asks, number(2)]
  ]) {
    const thrown = await thrownBy(said)
    expect(thrown).toMatchObject({ code: 'auth-failed', message: expect.stringContaining('lets nobody in') })
    expect(thrown).not.toBeInstanceOf(WrongPassword)
  }
})
