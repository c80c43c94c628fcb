import { describe, expect, it } from 'vitest'
import { challengeAnswer, newAuthority, newPasswords, passwordFile } from '../../../src/main/displays/vnc-secrets'

describe('the secrets of a VNC display', () => {
  it('are written as vncpasswd -f writes them', () => {
    // `printf 'password\npassword\n' | vncpasswd -f | xxd -p` of TigerVNC 1.12.
    expect(passwordFile({ control: 'password', view: 'password' }).toString('hex')).toBe('dbd83cfd727a1458'.repeat(2))
  })

  it('answer a challenge as the server reckons it', () => {
    const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
    // openssl enc -des-ecb -nopad -K (the bits of each byte of "password" in the other order)
    expect(challengeAnswer(challenge, 'password').toString('hex')).toBe('b866924125c8eebb9debc1db61c538e2')
    expect(challengeAnswer(challenge, 'password')).not.toEqual(challengeAnswer(challenge, 'passwore'))
    // Only eight letters count.
    expect(challengeAnswer(challenge, 'password')).toEqual(challengeAnswer(challenge, 'passwordX'))
    expect(() => challengeAnswer(Buffer.alloc(8), 'password')).toThrow('challenge')
  })

  it('are other ones each time, of letters and digits that print tells apart', () => {
    const made = Array.from({ length: 200 }, newPasswords).flatMap(({ control, view }) => [control, view])
    expect(new Set(made).size).toBe(made.length)
    for (const one of made) expect(one).toMatch(/^[A-HJ-NP-Za-km-z2-9]{8}$/)
  })

  it('come with an X authority that fits any display', () => {
    const file = newAuthority()
    expect(file).toHaveLength(44)
    expect(file.toString('latin1', 8, 26)).toBe('MIT-MAGIC-COOKIE-1')
    expect(newAuthority()).not.toEqual(file)
  })
})
