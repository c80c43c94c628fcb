import { settingsSchema } from '@contract/app'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { createRecordedJobs } from '../../../src/main/jobs/recorder-jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'
import type { Store } from '../../../src/main/store/store'

type Kept = Pick<Store, 'pastJobs' | 'liveJobs' | 'submissions' | 'jobNotices'>

/** The slice on a cluster that takes every job as number 42. */
function setUp(store: object, connect: () => void = () => {}, answers: readonly string[] = ['submit']) {
  const connection: SiteAccess['connection'] = async () => {
    connect()
    const run: Connection['run'] = async (_, options) => {
      const mark = options?.args?.[0]
      const status = Buffer.from('\n0').toString('hex')
      const sections = answers.map(name => `\n\x1d${mark} begin ${name}\n42\n\n\x1d${mark} end ${status}\n`)
      const stdout = Buffer.from(sections.join(''))
      return { stdout, stderr: Buffer.alloc(0), code: 0, signal: null }
    }
    // The slice calls nothing else of it here.
    return { run } as Connection
  }
  // The slice uses no more of the platform and of the store than this.
  const platform = { clock: systemClock, log: silentLog, door: 'cli', notify() {} } as unknown as Platform
  const settings = { read: () => settingsSchema.parse({}) }
  return createRecordedJobs({ platform, access: { connection }, store: store as Kept, settings, sites: async () => [] })
}

const full = (): never => {
  throw new Error('database or disk is full')
}

it('a job that SLURM took is told as taken, and one is cancelled, also where nothing can be remembered', async () => {
  const liveJobs = { cancelled: full, notCancelled: full, change: full }
  const { jobs } = setUp({ jobNotices: { unread: () => 0 }, submissions: { save: full }, liveJobs })
  expect((await jobs.submit({ site: 'em', script: '#!/bin/sh\n', options: [] }, undefined)).id).toBe('42')
  await expect(jobs.cancel('em', ['42'], undefined)).rejects.toMatchObject({ code: 'remote-error' })
})

it('a cancel that never reached the cluster is not remembered as one from here', async () => {
  const cancelled = new Set<string>()
  const liveJobs = {
    cancelled: (_: string, ids: string[]) => void ids.map(id => cancelled.add(id)),
    notCancelled: (_: string, ids: string[]) => void ids.map(id => cancelled.delete(id))
  }
  const { jobs } = setUp({ jobNotices: { unread: () => 0 }, liveJobs }, () => {
    throw new Failure('auth-failed', 'em refuses the key.')
  })
  await expect(jobs.cancel('em', ['42'], undefined)).rejects.toMatchObject({ code: 'auth-failed' })
  expect([...cancelled]).toEqual([])
})

it('of a thousand and more the first are told as cancelled when the link breaks before the rest', async () => {
  let calls = 0
  const liveJobs = { cancelled: () => {}, notCancelled: () => {} }
  const { jobs } = setUp({ jobNotices: { unread: () => 0 }, liveJobs }, () => {
    if (++calls > 1) throw new Failure('unreachable', 'The link is gone.')
  }, ['cancel'])
  const ids = Array.from({ length: 1500 }, (_, at) => String(at + 1))
  const { cancelled, failed } = await jobs.cancel('em', ids, undefined)
  expect([cancelled.length, failed.length]).toEqual([1000, 500])
  expect(failed[0]).toEqual({ id: '1001', message: 'The link is gone.' })
})
