import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { unknownJob } from '@domain/jobs/job-record'
import { expect, it } from 'vitest'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createReadProgress } from '../../../src/main/jobs/progress'
import { type Platform, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'

/** A site whose link is down and whose login asks for a password: `prompts` counts how often a person is asked. */
function lockedSite() {
  let prompts = 0
  const connection: SiteAccess['connection'] = async (_site, _choice, _signal, options) => {
    if (!options?.automatic) prompts += 1
    throw new Failure('answer-needed', 'em asks for a password.')
  }
  return {
    // The slice calls nothing else of it here.
    access: { connection } as SiteAccess,
    get prompts() {
      return prompts
    }
  }
}

it('asks nobody for a password for looks that nobody just asked for', async () => {
  const site = lockedSite()
  // The slice uses no more of the platform than this.
  const jobs = createJobs({ platform: { clock: systemClock } as Platform, access: site.access })
  const progress = createReadProgress(site.access, jobs)
  for (const look of [jobs.explain, jobs.efficiency, progress]) {
    const before = site.prompts
    await expect(look('em', '7', undefined, true)).rejects.toMatchObject({ code: 'answer-needed' })
    expect(site.prompts - before).toBe(0)
    await expect(look('em', '7', undefined)).rejects.toMatchObject({ code: 'answer-needed' })
    expect(site.prompts - before).toBe(1)
  }
  await jobs.close()
})

it('looks at a job by itself only over a link that stands', async () => {
  const site = lockedSite()
  let shown = 0
  const show = async (): Promise<Job> => {
    shown += 1
    return unknownJob('7')
  }
  const progress = createReadProgress(site.access, { show, script: async () => ({ text: '' }) })
  await expect(progress('em', '7', undefined, true)).rejects.toMatchObject({ code: 'answer-needed' })
  expect(shown).toBe(0)
})
