/**
 * Who may use the host door. An address carries a code that works once; the first request with it gets a cookie that
 * page scripts cannot read. Nothing lasting is in an address, a history or a process list.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface HostSessions {
  /** A fresh one-use code. */
  newCode(): string
  /** The value for the cookie, or null: the code is wrong or was used. */
  redeem(code: string): string | null
  allows(cookie: string | undefined): boolean
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()

export function createHostSessions(random: () => string = () => randomBytes(32).toString('base64url')): HostSessions {
  const codes: Buffer[] = []
  const cookies: Buffer[] = []
  const find = (list: Buffer[], value: string): number => list.findIndex(entry => timingSafeEqual(entry, digest(value)))
  return {
    newCode: () => {
      const code = random()
      codes.push(digest(code))
      return code
    },
    redeem: code => {
      const index = find(codes, code)
      if (index < 0) return null
      codes.splice(index, 1)
      const cookie = random()
      cookies.push(digest(cookie))
      return cookie
    },
    allows: cookie => cookie !== undefined && find(cookies, cookie) >= 0
  }
}

/** The value of one cookie in a Cookie header (RFC 6265 4.2). */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}
