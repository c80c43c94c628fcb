import { describe, expect, it } from 'vitest'
import { createHostSessions, readCookie } from '../../../src/main/host/sessions'

describe('a code of the host door', () => {
  it('gives one cookie, once; a fresh code another one', () => {
    const sessions = createHostSessions()
    const code = sessions.newCode()
    const cookie = sessions.redeem(code)
    expect(cookie).not.toBe(code)
    expect(sessions.redeem(code)).toBeNull()
    expect(sessions.redeem(sessions.newCode())).not.toBe(cookie)
    expect(sessions.allows(cookie ?? undefined)).toBe(true)
  })

  it('is no cookie, and a cookie is no code', () => {
    const sessions = createHostSessions()
    const code = sessions.newCode()
    expect(sessions.allows(code)).toBe(false)
    const cookie = sessions.redeem(code) ?? ''
    expect(sessions.redeem(cookie)).toBeNull()
  })

  it('is long and never the same', () => {
    const sessions = createHostSessions()
    const codes = Array.from({ length: 100 }, sessions.newCode)
    expect(new Set(codes).size).toBe(100)
    // 32 bytes from the system's source of randomness.
    for (const code of codes) expect(code).toMatch(/^[\w-]{43}$/)
  })

  it('is worth nothing in the door of another run', () => {
    const code = createHostSessions().newCode()
    expect(createHostSessions().redeem(code)).toBeNull()
    expect(createHostSessions().allows(undefined)).toBe(false)
    expect(createHostSessions().allows('')).toBe(false)
  })
})

describe('a cookie header', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['a=1', undefined],
    ['farscope-1=x', 'x'],
    ['a=1; farscope-1=x=y; b=2', 'x=y'],
    ['xfarscope-1=evil; farscope-1=x', 'x'],
    ['farscope-1', '']
  ])('of %j holds %j', (header, value) => {
    expect(readCookie(header, 'farscope-1')).toBe(value)
  })
})
