/** A certificate of our own for 127.0.0.1, made anew for each forward; nothing on this computer needs openssl for it. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface OwnCertificate {
  /** PEM, as `tls.createServer` takes them. */
  readonly key: string
  readonly cert: string
}

/** One value of DER: its tag, the length of its bytes, and they themselves (ITU-T X.690, 8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value, 'ascii'))
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758, 3.2). */
const ecdsaSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
/** commonName, 2.5.4.3. */
const ownName = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), text(0x0c, 'Farscope on this computer'))))
/** subjectAltName, 2.5.29.17: the address 127.0.0.1 (RFC 5280, 4.2.1.6). */
const ownAddress = sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))))

/** UTCTime `YYMMDDHHMMSSZ` (RFC 5280, 4.1.2.5.1). */
const utcTime = (time: Date): Buffer => text(0x17, `${time.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`)

const dayMs = 86_400_000

/** X.509, version 3, signed by itself (RFC 5280, 4.1). Good from a day before `now` to a month after it. */
export function makeOwnCertificate(now: Date): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const serial = randomBytes(16)
  // A positive number without leading zeros.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const validity = sequence(utcTime(new Date(now.getTime() - dayMs)), utcTime(new Date(now.getTime() + 30 * dayMs)))
  const wanted = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ...[ecdsaSha256, ownName, validity, ownName],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(ownAddress))
  )
  const signature = sign('sha256', wanted, privateKey)
  const certificate = sequence(wanted, ecdsaSha256, der(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  }
}
