/** What the window and the command look at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobsSnapshot } from '@contract/jobs'
import type { Session } from '@contract/sessions'
import type { FileSystems } from '@domain/files/file-system'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCockpit } from '../../../src/main/cockpit/cockpit'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-cockpit-'))
  mkdirSync(join(folder, 'session'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('the folders that are looked at', () => {
  it('are those in which jobs of the session run, in the window as in the command', async () => {
    const elsewhere = join(folder, 'scratch')
    mkdirSync(join(elsewhere, 'CtfFind', 'job003'), { recursive: true })
    const head = 'data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnCtfMaxResolution #2\n'
    writeFileSync(join(elsewhere, 'CtfFind', 'job003', 'micrographs_ctf.star'), `${head}a.mrc 4.0\n`)
    const local = createLocalFileSystem(folder)
    const store = { site: 'north', folder: '/b' }
    const session = {
      ...{ store, clockOffsetMs: 0, timeZone: 'UTC', movies: null },
      folder: { site: 'north', path: join(folder, 'session') },
      booking: {
        ...{ uid: 'u', status: 'confirmed', start: new Date(Date.now() - 1e6).toISOString() },
        end: new Date(Date.now() + 1e7).toISOString()
      }
    } as unknown as Session
    const job = { id: '1', workDir: elsewhere, stdout: join(folder, 'session', 'out'), state: 'RUNNING', endTime: null }
    const snapshot = { jobs: [job], asOf: new Date().toISOString(), error: null } as unknown as JobsSnapshot
    const cockpit = createCockpit({
      ...{ clock: systemClock, quotaLeft: async () => null, transfers: () => [], watches: () => [], rules: () => [] },
      // Only these are called.
      access: {} as unknown as SiteAccess,
      files: { local, site: async () => local } as unknown as FileSystems,
      limits: () => ({ driftAngstrom: 30, ctfResolutionAngstrom: 5, astigmatismAngstrom: 500 }),
      sessions: {
        now: async () => [session],
        watch: async function* () {
          yield [session]
        }
      },
      jobs: async () => snapshot,
      followJobs: async function* () {
        yield snapshot
      }
    })
    const over = new AbortController()
    const folders: (string[] | undefined)[] = []
    for await (const look of cockpit.watch({ store, uid: 'u' }, 'window', over.signal)) {
      folders.push(look.quality?.folders)
      break
    }
    over.abort()
    expect(folders).toEqual([[join(elsewhere, 'CtfFind', 'job003')]])
    const [told] = await cockpit.now(undefined, undefined)
    expect(told?.look?.quality?.folders).toEqual(folders[0])
  })
})
