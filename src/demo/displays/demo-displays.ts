/** The demo facility's displays: make-believe `dcv` and FastX commands, and the page behind both. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authenticatorScript } from './authenticator-script'
import { dcvScript } from './dcv-script'
import { startDisplayServer } from './display-server'
import { fastxListScript, fastxScript, fastxTerminateScript } from './fastx-script'

/** Sessions that are there from the start: a desktop of one's own, and the display of an instrument of the calendar. */
const firstSessions = { 'demo-desktop': 'Desktop of the demo', krios2: 'Krios 2' }

/**
 * Writes the commands into `bin`; `folder` is their own. Without openssl, which makes the certificate of the page, there
 * are none of them, as on a host without DCV and FastX.
 */
export async function startDemoDisplays(
  bin: string,
  folder: string,
  user: string,
  now: Date
): Promise<{ close(): Promise<void> }> {
  const server = await startDisplayServer(join(folder, 'server'))
  if (!server) return { close: async () => undefined }
  const fastx = { port: server.port, folder: join(folder, 'fastx') }
  const commands = {
    dcv: dcvScript({ folder, port: server.port }),
    dcvsimpleextauth: authenticatorScript(server.tokens),
    'fastx-start': fastxScript(fastx),
    'fastx-list': fastxListScript(fastx),
    'fastx-terminate': fastxTerminateScript(fastx)
  }
  for (const [name, script] of Object.entries(commands)) writeFileSync(join(bin, name), script, { mode: 0o700 })
  const sessions = join(folder, 'sessions')
  mkdirSync(sessions, { recursive: true, mode: 0o700 })
  const created = new Date(now.getTime() - 3 * 3_600_000)
  const epoch = Math.floor(created.getTime() / 1000)
  for (const [id, name] of Object.entries(firstSessions)) {
    const known = { owner: user, name, type: 'virtual', clients: 0, size: '1920x1080' }
    const lines = Object.entries({ ...known, created: created.toISOString(), epoch })
    writeFileSync(join(sessions, id), lines.map(([key, value]) => `${key}=${value}\n`).join(''), { mode: 0o600 })
  }
  return { close: () => server.close() }
}
