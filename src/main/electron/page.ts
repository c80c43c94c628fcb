/** Serves the built window under `farscope://app`, with the same policy as the host door. */
import { pathToFileURL } from 'node:url'
import { net, protocol } from 'electron'
import { fileFor, securityHeaders } from '../host/static-files'

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'farscope', privileges: { standard: true, secure: true, supportFetchAPI: true } }
  ])
}

export function servePage(folder: string): void {
  protocol.handle('farscope', async request => {
    const url = new URL(request.url)
    const file = url.host === 'app' ? fileFor(folder, url.pathname) : null
    if (file === null) return new Response('Not found', { status: 404, headers: securityHeaders })
    const found = await net.fetch(pathToFileURL(file).href)
    const headers = {
      ...securityHeaders,
      'Content-Type': found.headers.get('Content-Type') ?? 'application/octet-stream'
    }
    return new Response(found.body, { status: found.status, headers })
  })
}
