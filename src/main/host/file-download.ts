/** The bytes of one file for the browser itself: what is dragged out of the window, or saved by the browser. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FarscopeClient } from '@contract/contract'
import type { ErrorCode } from '@contract/errors'
import type { ContentEvent, Place } from '@contract/files'
import { Failure } from '@domain/failure'
import { downloadName } from '@domain/files/content-address'
import { baseName } from '@domain/files/path'
import { securityHeaders } from './static-files'

/** What the door asks of the engine. */
export type ContentCalls = Pick<FarscopeClient['files'], 'content' | 'contentAck'>

const statuses: Partial<Record<ErrorCode, number>> = {
  usage: 400,
  'not-allowed': 403,
  permission: 403,
  'not-found': 404,
  'is-a-directory': 409,
  'not-a-directory': 409,
  unsupported: 409
}

/** RFC 6266, RFC 8187: exact in UTF-8, with a plain name for what reads only that. */
export function contentDisposition(name: string): string {
  const safe = downloadName(name)
  const plain = safe.replace(/[^\x20-\x7e]|%/g, '_')
  const exact = encodeURIComponent(safe).replace(/['()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

/** Answers with the file. An error after the first byte breaks the link off, so that no browser takes a part for the whole. */
export async function serveFileContent(calls: ContentCalls, place: Place, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const id = randomUUID()
    const stream = await calls.content({ id, place }, { signal: gone.signal })
    for await (const event of stream) {
      if (event.type === 'opened') begin(response, event)
      else await calls.contentAck({ id, offset: await handOn(response, event, gone.signal) })
      // HEAD asks for no more.
      if (response.req.method === 'HEAD') break
    }
    response.end()
  } catch (thrown) {
    if (response.headersSent || gone.signal.aborted) return void response.destroy()
    const { code, message, hint } = Failure.from(thrown)
    response.writeHead(statuses[code] ?? 502, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(`${message}\n${hint}\n`)
  } finally {
    gone.abort()
  }
}

function begin(response: ServerResponse, { path, size, mtime }: Extract<ContentEvent, { type: 'opened' }>): void {
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Content-Disposition': contentDisposition(baseName(path)),
    'Last-Modified': new Date(mtime).toUTCString()
  })
}

/** How many bytes of the file the browser took, this item included. */
async function handOn(
  response: ServerResponse,
  { offset, base64 }: Extract<ContentEvent, { type: 'bytes' }>,
  signal: AbortSignal
): Promise<number> {
  const bytes = Buffer.from(base64, 'base64')
  if (!response.write(bytes)) await once(response, 'drain', { signal })
  return offset + bytes.length
}
