import { createHmac } from 'node:crypto'

/** Seconds that one code lives (RFC 6238, section 4.1: the default time step X). */
export const TOTP_STEP_SECONDS = 30

/**
 * The six-digit code of a time step (RFC 6238: HOTP of RFC 4226 with the count of steps since 1970 as its counter).
 *
 * @param secret the shared secret, raw bytes
 * @param step count of 30-second steps since the Unix epoch
 */
export function totpAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  // RFC 4226, section 5.3: the low four bits of the last byte say where the 31-bit number stands.
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** The present step of a clock in milliseconds since 1970. */
export function totpStep(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / TOTP_STEP_SECONDS)
}
