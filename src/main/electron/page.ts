/** Serves the built window under `farscope://app`, with the same policy as the host door. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { findFile, securityHeaders } from '../host/static-files'

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'farscope', privileges: { standard: true, secure: true, supportFetchAPI: true } }
  ])
}

export function servePage(folder: string): void {
  protocol.handle('farscope', async request => {
    const url = new URL(request.url)
    const found = url.host === 'app' ? await findFile(folder, url.pathname) : null
    if (!found) return new Response('Not found', { status: 404, headers: securityHeaders })
    return new Response(new Uint8Array(await readFile(found.file)), {
      headers: { ...securityHeaders, 'Content-Type': found.type }
    })
  })
}
