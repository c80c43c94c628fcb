/** Whether a request is signed with the one key of this run (AWS, "Signature Version 4": the signing process). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface DemoKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What a request says of itself: the credential scope of its signature. */
export interface Scope {
  readonly region: string
  readonly service: string
}

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;_-]+),\s*Signature=([0-9a-f]{64})$/

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const same = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())

/** `scope` undefined: it names none. `valid`: it is of this key. */
export function checkSignature(
  request: IncomingMessage,
  body: Buffer,
  keys: DemoKeys
): { scope: Scope | undefined; valid: boolean } {
  const [, id, date, region, service, headers, signature] = form.exec(request.headers.authorization ?? '') ?? []
  if (!id || !date || !region || !service || !headers || !signature) return { scope: undefined, valid: false }
  const scope = { region, service }
  const at = request.headers['x-amz-date']
  if (!same(id, keys.accessKeyId) || typeof at !== 'string' || !at.startsWith(date)) return { scope, valid: false }
  const lines = headers.split(';').map(
    name =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}`
  )
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const sorted = query.split('&').sort().join('&')
  const canonical = [request.method, path, sorted, ...lines, '', headers, sha256(body)].join('\n')
  const named = `${date}/${region}/${service}/aws4_request`
  const dayKey = hmac(`AWS4${keys.secretAccessKey}`, date)
  const signingKey = [region, service, 'aws4_request'].reduce(hmac, dayKey)
  const expected = hmac(signingKey, ['AWS4-HMAC-SHA256', at, named, sha256(canonical)].join('\n')).toString('hex')
  return { scope, valid: same(expected, signature) }
}
