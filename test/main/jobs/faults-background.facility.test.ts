import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import { jobRecord } from '@domain/jobs/job-record'
import { afterEach, expect, it } from 'vitest'
import { pause } from '../../../src/main/broadcast'
import { createRecordedJobs } from '../../../src/main/jobs/recorder-jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import { openStore } from '../../../src/main/store/store'
import { describeFacility } from '../../facility/describe-facility'
import {
  countConnections,
  countLogins,
  type FacilityServer,
  facility,
  facilityFolder,
  loginMark,
  ports
} from '../../facility/facility'
import { createSiteRig, facilityHost, type SiteRig } from '../sites/site-rig'

const site = 'em'

describeFacility('the background watch after a restart', 'ssh', () => {
  let rig: SiteRig | undefined
  afterEach(async () => {
    await rig?.close()
    rig = undefined
  })

  /** The program starts, remembers a living job of a site on that server, and runs for some polls. */
  async function restarted(server: FacilityServer): Promise<{ rig: SiteRig; mark: number; polls: number }> {
    const one = await createSiteRig(() => ({ kind: 'credentials', answers: [facility.password], remember: false }))
    rig = one
    await one.add(site, facilityHost(ports[server]))
    await one.trustAll(site)
    const store = openStore(one.folder, silentLog)
    const record = jobRecord({ id: '7', stateRaw: 'RUNNING', name: 'faults-kept', user: 'cryo' })
    store.liveJobs.change(site, [{ record, submitted: Date.now(), goneAt: null }], [])
    // After the trust: it looks at the host's key, which is a connection too.
    const mark = loginMark(server)
    let polls = 0
    const sleep = (milliseconds: number, signal: AbortSignal) => pause(Math.min(milliseconds, 300), signal)
    // The slice uses no more of the platform than this.
    const platform = { clock: systemClock, log: silentLog, door: 'host', notify() {} } as unknown as Platform
    const recorded = createRecordedJobs({
      ...{ platform, store, sites: async () => [{ name: site }] },
      access: {
        ...one.sites.access,
        connection: (...ask) => {
          polls++
          return one.sites.access.connection(...ask)
        }
      },
      settings: { read: () => settingsSchema.parse({}) },
      // Each look at the clock is a minute later, so that polls are due at once.
      timing: { now: laterAndLater(), sleep, random: () => 0, floorMs: 100 }
    })
    try {
      await expect.poll(() => polls, { timeout: 60_000 }).toBeGreaterThanOrEqual(4)
    } finally {
      await recorded.jobs.close()
      store.close()
    }
    return { rig: one, mark, polls }
  }

  function laterAndLater(): () => Date {
    let now = Date.now()
    return () => {
      now += 60_000
      return new Date(now)
    }
  }

  it('knocks once where a person is needed: no prompt is raised, no answer is sent', async () => {
    const { rig: one, mark } = await restarted('otp')
    expect(one.asked, 'somebody would have answered').toEqual([])
    expect(countConnections('otp', mark), 'it is not dialled again').toBeLessThanOrEqual(1)
    expect(countLogins('otp', mark)).toBe(0)
    const log = readFileSync(join(facilityFolder, 'ssh', 'otp.log'))
      .subarray(mark)
      .toString()
    // sshd writes the first when an answer to a prompt came in, the second when an attempt was refused.
    expect(log).not.toContain('keyboard-interactive/pam')
    expect(log).not.toMatch(/^Failed/m)
  })

  it('logs in by itself where a key is enough', async () => {
    const { rig: one, mark } = await restarted('onechannel')
    expect(one.asked).toEqual([])
    expect(countLogins('onechannel', mark)).toBe(1)
  })
})
