import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import { jobEvents, type PastJob } from '@contract/jobs-history'
import { pastJob } from '@domain/jobs/history'
import { jobRecord } from '@domain/jobs/job-record'
import { arrayName } from '@domain/processing/array-script'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBroadcast } from '../../../src/main/broadcast'
import { createBackground } from '../../../src/main/jobs/background'
import { createHistory } from '../../../src/main/jobs/history'
import { createNotices } from '../../../src/main/jobs/notices'
import { asSubmission } from '../../../src/main/jobs/submissions'
import { silentLog } from '../../../src/main/platform'
import type { NewNotice } from '../../../src/main/store/job-notices'
import { openStore, type Store } from '../../../src/main/store/store'

const all = { sites: [], states: [], text: '' }
let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-history-'))
  store = openStore(folder, silentLog)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function past(id: string, more: Partial<PastJob> = {}): PastJob {
  const record = jobRecord({ id, stateRaw: 'COMPLETED', name: `=job ${id}`, endTime: '2026-11-18T10:00:00.000Z' })
  return { ...pastJob({ record, use: null }, { site: 'krios', source: 'accounting', template: null }), ...more }
}

describe('the history', () => {
  const clock = { now: () => new Date('2026-11-21T12:00:00Z') }

  it('weighs efficiencies by what was given, and has weeks without jobs', () => {
    const used = (cpu: [number, number]): Partial<PastJob> => ({ cpuSecondsUsed: cpu[0], cpuSecondsGiven: cpu[1] })
    store.pastJobs.record([past('1', used([10, 10])), past('2', { ...used([0, 990]), state: 'TIMEOUT' })], '')
    const weeks = createHistory(store, clock).weeks([], 3)
    expect(weeks.map(({ week, finished }) => [week, finished])).toEqual([
      ['2026-W45', 0],
      ['2026-W46', 0],
      ['2026-W47', 2]
    ])
    expect(weeks[2]).toMatchObject({ cpuEfficiency: 0.01, completed: 1, failed: 1, start: '2026-11-16T00:00:00.000Z' })
    expect(weeks[0]).toMatchObject({ cpuEfficiency: null, waitSeconds: null, cpuHours: 0 })
  })

  it('is written out in pieces, and stops when nobody reads on', async () => {
    store.pastJobs.record(
      Array.from({ length: 1200 }, (_, at) => past(String(at))),
      ''
    )
    const history = createHistory(store, clock)
    const pieces: string[] = []
    for await (const { text } of history.export(all, undefined)) pieces.push(text)
    expect(pieces).toHaveLength(4)
    expect(pieces.join('').trimEnd().split('\r\n')).toHaveLength(1201)
    expect(pieces[1]).toContain(",'=job ")
    const control = new AbortController()
    let count = 0
    for await (const _ of history.export(all, control.signal)) {
      count += 1
      control.abort()
    }
    expect(count).toBe(1)
  })

  it('knows what was submitted, also by an id of a task', () => {
    const sent = { site: 'krios', script: '#!/bin/sh\n', options: ['--array=0-3'], workDir: '/data/\udcff' }
    store.submissions.save(asSubmission({ ...sent, from: { template: 't', values: { a: 'b' } } }, '9', clock.now()))
    const history = createHistory(store, clock)
    expect(history.submission('krios', '9_2')).toEqual(history.submission('krios', '9'))
    expect(history.submission('krios', '9')).toMatchObject({ ...sent, template: 't', values: { a: 'b' }, name: null })
    expect(() => history.submission('talos', '9')).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('notices', () => {
  let notified: string[]
  const notice = (job: string, more: Partial<NewNotice> = {}): NewNotice => ({
    ...{ site: 'krios', job, submitted: 1, happening: 'end', event: 'failed', name: 'x' },
    ...{ at: '2026-11-21T12:00:00.000Z', text: `${job} failed.`, ...more }
  })
  const open = (settings: object, now = new Date(2026, 10, 21, 23, 0)) => {
    notified = []
    const platform = { clock: { now: () => now }, notify: (title: string) => void notified.push(title) }
    const read = settingsSchema.parse({ jobNotices: [...jobEvents], ...settings })
    const { isArray: isRoutine } = store.processing
    return createNotices({ store: store.jobNotices, platform, settings: () => read, isRoutine })
  }

  it('are told once', () => {
    const notices = open({})
    notices.raise([notice('1'), notice('1'), notice('2')])
    notices.raise([notice('2')])
    expect(notified).toEqual(['1 failed.', '2 failed.'])
    expect(notices.list(undefined, 10).notices.map(({ job }) => job)).toEqual(['2', '1'])
  })

  it('are of the events that the person chose', () => {
    const notices = open({ jobNotices: ['timeout'] })
    notices.raise([notice('1'), notice('2', { event: 'timeout' })])
    expect(notices.list(undefined, 10).notices.map(({ job }) => job)).toEqual(['2'])
  })

  it('of the arrays that pre-processing sends all day are of what went wrong alone', () => {
    const batch = { id: 'abcdefabcdef', files: 1, job: '1', submittedAt: 1, goneSince: null }
    store.processing.begin('rule', batch, [], 1)
    const notices = open({})
    const name = arrayName('motion', batch.id)
    notices.raise([
      notice('1', { name, happening: 'start', event: 'started' }),
      notice('1', { name, event: 'completed' })
    ])
    expect(notices.list(undefined, 10).notices).toEqual([])
    notices.raise([notice('1', { name, happening: 'first-failure', event: 'timeout' })])
    notices.raise([notice('2', { name: 'motion-of-mine', event: 'completed' })])
    expect(notices.list(undefined, 10).notices.map(({ job }) => job)).toEqual(['2', '1'])
  })

  it('stand in the list in quiet hours, and raise no system notice', () => {
    const notices = open({ quietHours: { from: '22:00', to: '07:00' } })
    notices.raise([notice('1')])
    expect(notified).toEqual([])
    expect(notices.list(undefined, 10)).toMatchObject({ unread: 1, notices: [{ job: '1', read: false }] })
  })

  it('are told together when there are many at once', () => {
    const notices = open({})
    notices.raise(['1', '2', '3', '4'].map(id => notice(id)))
    expect(notified).toEqual(['4 events of jobs'])
  })

  it('are followed from now on, with how many are unread', async () => {
    const notices = open({})
    notices.raise([notice('1')])
    const control = new AbortController()
    const seen: unknown[] = []
    for await (const { unread, fresh } of notices.watch(control.signal)) {
      seen.push([unread, fresh.map(({ job }) => job)])
      if (seen.length === 1) setTimeout(() => notices.raise([notice('2'), notice('3')]))
      if (seen.length === 2) setTimeout(() => notices.markRead(2))
      if (seen.length === 3) control.abort()
    }
    expect(seen).toEqual([
      [1, []],
      [3, ['2', '3']],
      [1, []]
    ])
  })
})

it('notices are followed from when that was asked for, not from the first look', async () => {
  const platform = { clock: { now: () => new Date() }, notify: () => {} }
  const settings = settingsSchema.parse({ jobNotices: [...jobEvents] })
  const notices = createNotices({ store: store.jobNotices, platform, settings: () => settings })
  const control = new AbortController()
  const coming = notices.watch(control.signal)
  notices.raise([
    {
      ...{ site: 'krios', job: '1', submitted: 1, happening: 'end', event: 'failed', name: 'x' },
      ...{ at: '2026-11-21T12:00:00.000Z', text: '1 failed.' }
    }
  ])
  expect((await coming.next()).value?.fresh).toHaveLength(1)
  control.abort()
  await coming.next()
})

describe('the background watch', () => {
  const live = (id: string) => ({ record: jobRecord({ id, stateRaw: 'RUNNING' }), submitted: 1, goneAt: null })
  const open = async (door: 'electron' | 'cli') => {
    const kept = new Set<string>()
    const keepWatch = (site: string) => {
      kept.add(site)
      return () => void kept.delete(site)
    }
    const sites = async () => [{ name: 'krios' }]
    const background = createBackground({ door, live: store.liveJobs, sites, keepWatch, log: silentLog })
    await new Promise(resolve => setTimeout(resolve))
    return { background, kept }
  }

  it('follows sites with live jobs after a start, and forgets sites that are gone', async () => {
    store.liveJobs.change('krios', [live('1')], [])
    store.liveJobs.change('removed', [live('1')], [])
    expect([...(await open('electron')).kept]).toEqual(['krios'])
    expect(store.liveJobs.livelySites()).toEqual(['krios'])
  })

  it('lets a site go that is removed while it is followed', async () => {
    store.liveJobs.change('krios', [live('1')], [])
    let sites = [{ name: 'krios' }]
    const kept = new Set<string>()
    const keepWatch = (site: string) => {
      kept.add(site)
      return () => void kept.delete(site)
    }
    const changes = createBroadcast(() => undefined)
    const background = createBackground({
      ...{ door: 'electron', live: store.liveJobs, keepWatch, log: silentLog },
      ...{ sites: async () => sites, siteChanges: changes.follow }
    })
    await expect.poll(() => kept.size).toBe(1)
    sites = []
    changes.publish()
    await expect.poll(() => kept.size).toBe(0)
    sites = [{ name: 'krios' }]
    changes.publish()
    await expect.poll(() => kept.size).toBe(1)
    background.close()
    await expect.poll(() => changes.followers).toBe(0)
  })

  it('ends when nothing lives any more, and begins with a submission', async () => {
    const { background, kept } = await open('electron')
    expect(kept.size).toBe(0)
    background.expect('krios')
    expect([...kept]).toEqual(['krios'])
    store.liveJobs.change('krios', [live('1')], [])
    background.seen('krios')
    expect([...kept]).toEqual(['krios'])
    store.liveJobs.change('krios', [], [live('1')])
    background.look()
    expect(kept.size).toBe(0)
  })

  it('does not follow from a command of the terminal', async () => {
    store.liveJobs.change('krios', [live('1')], [])
    expect((await open('cli')).kept.size).toBe(0)
  })
})
