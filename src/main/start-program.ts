/** Programs of this computer for the doors in plain Node: a display's own client, and a browser for its page. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from '@domain/failure'
import { appWindowArguments, findBrowser, hasDisplay } from './browser'
import type { StartedProgram } from './platform'
import { errorFields } from './ssh/errors'

/** `not-found`, `permission`; see Platform.start. */
export async function startProgram(program: string, args: readonly string[]): Promise<StartedProgram> {
  const child = spawn(program, args, { stdio: 'ignore', detached: process.platform !== 'win32' })
  const ended = new Promise<{ code: number | null }>(resolve => {
    child.once('exit', code => resolve({ code }))
    child.once('error', () => resolve({ code: null }))
  })
  try {
    await once(child, 'spawn', { signal: AbortSignal.timeout(10_000) })
  } catch (error) {
    const denied = errorFields(error).code === 'EACCES'
    throw new Failure(denied ? 'permission' : 'not-found', `${program} could not be started on this computer.`, {
      hint: denied ? 'Check that you may run it.' : 'Check that it is installed.',
      cause: error
    })
  }
  child.unref()
  return { ended, end: () => void child.kill() }
}

/** Characters that mean something inside an attribute of HTML. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

/** How long the page that leads on is kept, when nobody reads it. Milliseconds. */
const leadMs = 20_000

/**
 * Shows an address in a browser's app window, in a profile that is removed with it. The address travels in a file that
 * only this user reads, for arguments are everybody's. Null: no browser of the Chromium family, or no screen.
 */
export function createPageOpener(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env
): (url: string) => Promise<StartedProgram | null> {
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 })
  let swept: Promise<void> | undefined
  return async url => {
    const browser = hasDisplay(environment) ? findBrowser(environment) : null
    if (!browser) return null
    // What a run that was killed left behind.
    swept ??= remove(folder)
    await swept
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const own = await mkdtemp(join(folder, 'page-'))
    const lead = join(own, 'open.html')
    try {
      await writeFile(lead, leadingPage(url), { mode: 0o600 })
      const args = ['--incognito', ...appWindowArguments(pathToFileURL(lead).href, join(own, 'profile'))]
      const started = await startProgram(browser, args)
      const timer = setTimeout(() => void remove(lead).catch(() => undefined), leadMs)
      timer.unref()
      void started.ended.then(async () => {
        clearTimeout(timer)
        await remove(own).catch(() => undefined)
      })
      return started
    } catch (error) {
      await remove(own)
      throw error
    }
  }
}

const leadingPage = (url: string): string =>
  `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${escaped(url)}">`
