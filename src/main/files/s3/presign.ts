/** Addresses by which somebody without a key may write one object each: signed here, in the query (SigV4). */
import type { S3 } from '@aws-sdk/client-s3'
import { Failure } from '@domain/failure'
import type { SignedPuts, SignedPutWish } from '@domain/files/file-system'
import { parseObjectPath } from './object-info'
import type { S3Link } from './s3-link'

/** S3 user guide, "Download and upload objects with presigned URLs": SigV4 allows seven days. Seconds. */
const longestSeconds = 7 * 86_400

/** What the signing code of the SDK takes and gives, as far as it is used here. */
interface SignedRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  headers: Record<string, string>
}
interface Presigner {
  presign(request: SignedRequest, options: object): Promise<SignedRequest>
}

const canPresign = (signer: object): signer is Presigner => 'presign' in signer && typeof signer.presign === 'function'

/** The paths are of objects in one bucket. What somebody else has signed with temporary keys ends with those keys. */
export async function presignPuts(
  link: S3Link,
  paths: readonly string[],
  { seconds, tags }: SignedPutWish,
  signal: AbortSignal | undefined
): Promise<SignedPuts> {
  const [first] = paths
  if (first === undefined) throw new Failure('internal', 'Nothing was named that could be signed.')
  const { bucket } = parseObjectPath(first)
  const region = await link.run('find the region of', first, signal, async (s3, options) => {
    const { BucketRegion } = await s3.headBucket({ Bucket: bucket }, options)
    return BucketRegion ?? s3.config.region()
  })
  return link.run('sign for', first, signal, async s3 => {
    const { S3: Client, PutObjectCommand } = await import('@aws-sdk/client-s3')
    const { expiration } = await s3.config.credentials()
    const expiresIn = Math.max(1, Math.min(longestSeconds, Math.floor(seconds)))
    const wished = Date.now() + expiresIn * 1000
    const { credentials, endpoint, forcePathStyle, requestHandler } = s3.config
    const config = { ...{ region, credentials, forcePathStyle, requestHandler }, ...(endpoint && { endpoint }) }
    const there = region === (await s3.config.region()) ? s3 : new Client(config)
    const tagging = new URLSearchParams(tags).toString()
    const urls: string[] = []
    for (const path of paths) {
      signal?.throwIfAborted()
      const { key } = parseObjectPath(path)
      urls.push(await presign(there, new PutObjectCommand({ Bucket: bucket, Key: key, Tagging: tagging }), expiresIn))
    }
    return {
      ...{ urls, header: `x-amz-tagging: ${tagging}`, region },
      until: new Date(expiration === undefined ? wished : Math.min(wished, expiration.getTime()))
    }
  })
}

type Put = InstanceType<typeof import('@aws-sdk/client-s3').PutObjectCommand>

/** The SDK builds the request, with the address of the bucket; right before it would sign and send it, it is taken. */
async function presign(s3: S3, command: Put, expiresIn: number): Promise<string> {
  let url = ''
  command.middlewareStack.addRelativeTo(
    (_next: unknown, context: object) => async (args: { request: unknown }) => {
      // The client signs headers; the same signer does it in the query, which its type does not tell.
      const signer: object = await s3.config.signer()
      if (!canPresign(signer)) throw new Failure('internal', 'The AWS SDK signs no addresses any more.')
      // Of the middleware's `unknown`: what the SDK has made is a request of HTTP.
      const request = args.request as SignedRequest
      const { host = '', 'x-amz-tagging': tagging = '' } = request.headers
      request.headers = { host: host || hostOf(request), 'x-amz-tagging': tagging }
      const signed = await signer.presign(request, {
        ...{ expiresIn, signingService: 's3', signingRegion: await s3.config.region() },
        ...{ unhoistableHeaders: new Set(['x-amz-tagging']), context }
      })
      url = textOf(signed)
      return { output: { $metadata: {} }, response: {} }
    },
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'takeToPresign', override: true }
  )
  await s3.send(command)
  return url
}

const hostOf = ({ hostname, port }: SignedRequest): string => (port === undefined ? hostname : `${hostname}:${port}`)

function textOf(request: SignedRequest): string {
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(one => `${escaped(name)}=${escaped(String(one ?? ''))}`)
  )
  return `${request.protocol}//${hostOf(request)}${request.path}?${query.join('&')}`
}

/** RFC 3986: also what encodeURIComponent leaves. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
