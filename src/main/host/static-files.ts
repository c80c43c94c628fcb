/** Serves the built window and nothing else. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8'
}

/** xterm sets styles on its elements; nothing else is loosened (DESIGN 9). */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store'
}

/** The file for a URL path, or null where the path leaves the folder. */
export function fileFor(folder: string, urlPath: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return null
  }
  if (decoded.includes('\0')) return null
  const file = normalize(join(folder, decoded === '/' ? '/index.html' : decoded))
  return file.startsWith(folder + sep) ? file : null
}

export interface FoundFile {
  file: string
  /** Its Content-Type. */
  type: string
  /** Bytes. */
  size: number
}

/** A file of the window, of a kind that it has; null for everything else. */
export async function findFile(folder: string, urlPath: string): Promise<FoundFile | null> {
  const file = fileFor(folder, urlPath)
  const type = file === null ? undefined : types[extname(file)]
  if (file === null || type === undefined) return null
  const found = await stat(file).catch(() => null)
  return found?.isFile() ? { file, type, size: found.size } : null
}

export async function serveFile(folder: string, urlPath: string, response: ServerResponse): Promise<void> {
  const found = await findFile(folder, urlPath)
  if (!found) {
    response.writeHead(404, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n')
    return
  }
  response.writeHead(200, { ...securityHeaders, 'Content-Type': found.type, 'Content-Length': found.size })
  createReadStream(found.file)
    .on('error', () => response.destroy())
    .pipe(response)
}
