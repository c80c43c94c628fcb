import { existsSync, renameSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { graceMs } from '@domain/collection/last-files'
import { Failure } from '@domain/failure'
import { describe, expect } from 'vitest'
import { at, eventually, watchTest as it, namesIn } from './watch-rig'

const timeout = { timeout: 120_000 }

describe.concurrent('a watched folder', timeout, () => {
  it('is copied with what is in it and what comes, to each destination, and each copy is told to the ledger', async ({
    rig
  }) => {
    await rig.write('old.eer', 'old')
    await rig.add('krios', { destinations: [at.site(rig.first), at.local(rig.second)] })
    await rig.verified(1)
    await rig.write('Images/Grid1/new.eer', 'new')
    await rig.verified(2)
    for (const folder of [rig.first, rig.second]) {
      expect(await namesIn(folder)).toEqual(['Images/Grid1/new.eer', 'old.eer'])
      expect(await fs.readFile(join(folder, 'Images/Grid1/new.eer'), 'utf8')).toBe('new')
    }
    expect(rig.proven.map(({ copy }) => copy.path).sort()).toEqual(
      [rig.first, rig.second].flatMap(folder => ['Images/Grid1/new.eer', 'old.eer'].map(name => join(folder, name)))
    )
    expect(rig.proven[0]).toMatchObject({
      origin: { kind: 'watch', name: 'krios' },
      session: null,
      version: 1,
      size: 3,
      source: { kind: 'local' },
      checksum: { hex: expect.stringMatching(/^[0-9a-f]+$/) }
    })
    await eventually(() => expect(rig.transfers.list()).toEqual([]))
    expect(rig.view()).toMatchObject({ state: 'watching', found: { files: 2 }, unfinished: { files: 0 } })
  })

  it('goes behind what the user copies, and tells what waits longest', async ({ rig }) => {
    await rig.add('krios')
    await eventually(() => expect(rig.view().state).toBe('watching'))
    rig.changeSite = () => {
      throw new Failure('unreachable', 'The site does not answer.')
    }
    const begun = Date.now()
    await rig.write('a.eer', 'a')
    // As a host tells it whose clock is an hour behind.
    await fs.utimes(join(rig.source, 'a.eer'), begun / 1000 - 3600, begun / 1000 - 3600)
    await eventually(() =>
      expect(rig.view().destinations).toMatchObject([{ backlog: { files: 1, bytes: 1 }, oldest: expect.any(String) }])
    )
    const oldest = Date.parse(rig.view().destinations[0]?.oldest ?? '')
    expect(oldest).toBeGreaterThanOrEqual(begun)
    expect(oldest).toBeLessThanOrEqual(Date.now())
    rig.changeSite = () => ({})
    let priorities: string[] = []
    rig.beforeCheck = async () => {
      priorities = rig.transfers.list().map(({ priority }) => priority)
    }
    rig.collection.resume('krios')
    await rig.verified(1)
    expect(rig.view().destinations).toMatchObject([{ backlog: { files: 0 }, oldest: null }])
    expect(priorities).toEqual(['low'])
  })

  it('sends only what its patterns name', async ({ rig }) => {
    for (const name of ['a.eer', 'a.tmp', 'Atlas/b.eer']) await rig.write(name, name)
    await rig.add('krios', { rules: { include: ['*.eer'], exclude: ['Atlas/**'] } })
    await rig.verified(1)
    await rig.write('c.eer', 'c')
    await rig.verified(2)
    expect(await namesIn(rig.first)).toEqual(['a.eer', 'c.eer'])
  })

  it('keeps both states of a file that changes after it was copied', async ({ rig }) => {
    await rig.write('log.txt', 'one')
    await rig.add('krios')
    await rig.verified(1)
    await rig.write('log.txt', 'one and two')
    await rig.verified(2)
    expect(await namesIn(rig.first)).toEqual(['log.txt', 'log.v2.txt'])
    expect(await fs.readFile(join(rig.first, 'log.txt'), 'utf8')).toBe('one')
    expect(rig.collection.files('krios', { offset: 0, limit: 10 }).files[0]).toMatchObject({
      path: 'log.txt',
      version: 2,
      copies: [{ target: 'log.v2.txt', state: 'verified' }]
    })
  })

  it('leaves alone what has the name of a file at the destination, and copies beside it', async ({ rig }) => {
    await rig.write('a.eer', 'ours')
    await fs.mkdir(rig.first)
    await fs.writeFile(join(rig.first, 'a.eer'), 'of somebody else')
    await rig.add('krios')
    await rig.verified(1)
    expect(await fs.readFile(join(rig.first, 'a.eer'), 'utf8')).toBe('of somebody else')
    expect(await namesIn(rig.first)).toEqual(['a.eer', 'a.v2.eer'])
  })

  it('proves a copy that somebody made before, and sends no byte of it', async ({ rig }) => {
    await rig.write('a.eer', 'same')
    await fs.cp(rig.source, rig.first, { recursive: true, preserveTimestamps: true })
    const before = await fs.stat(join(rig.first, 'a.eer'))
    await rig.add('krios')
    await rig.verified(1)
    expect((await fs.stat(join(rig.first, 'a.eer'))).ino).toBe(before.ino)
    expect(rig.proven).toHaveLength(1)
  })

  it('does not take equal size and time for the same content', async ({ rig }) => {
    await rig.write('a.eer', 'good')
    await fs.mkdir(rig.first)
    await fs.writeFile(join(rig.first, 'a.eer'), 'evil')
    const { atime, mtime } = await fs.stat(join(rig.source, 'a.eer'))
    await fs.utimes(join(rig.first, 'a.eer'), atime, mtime)
    await rig.add('krios')
    await rig.verified(1)
    expect(await namesIn(rig.first)).toEqual(['a.eer', 'a.v2.eer'])
    expect(await fs.readFile(join(rig.first, 'a.v2.eer'), 'utf8')).toBe('good')
  })

  it('copies again what arrived damaged at one destination, and nothing at the other', async ({ rig }) => {
    await rig.write('a.eer', 'good')
    let damaged = 0
    rig.beforeCheck = async target => {
      if (target.startsWith(rig.second) && damaged++ === 0) await fs.writeFile(target, 'evil')
    }
    await rig.add('krios', { destinations: [at.site(rig.first), at.local(rig.second)] })
    await rig.verified(1)
    expect(await fs.readFile(join(rig.second, 'a.eer'), 'utf8')).toBe('good')
    expect([await namesIn(rig.first), await namesIn(rig.second)]).toEqual([['a.eer'], ['a.eer']])
    expect(rig.proven).toHaveLength(2)
  })

  it('is not followed in a command, which shows it', async ({ rig }) => {
    await rig.restart('cli')
    await rig.write('a.eer', 'a')
    expect(await rig.add('krios')).toMatchObject({ name: 'krios', state: 'resting' })
    expect(rig.view()).toMatchObject({ state: 'resting', found: { files: 0 } })
    await rig.restart('electron')
    await rig.verified(1)
  })

  it('rests while it is paused, and then catches up', async ({ rig }) => {
    await rig.add('krios')
    await eventually(() => expect(rig.view().state).toBe('watching'))
    expect(await rig.collection.pause('krios')).toMatchObject({ state: 'paused' })
    await rig.write('a.eer', 'a')
    await rig.restart()
    expect(rig.view()).toMatchObject({ state: 'paused', destinations: [{ state: 'paused' }] })
    rig.collection.resume('krios')
    await rig.verified(1)
  })

  it('is left to the next session where that has the same folders', async ({ rig }) => {
    await rig.write('a.eer', 'a')
    await rig.add('monday')
    await rig.verified(1, 'monday')
    rig.collection.finish('monday')
    await rig.add('tuesday', { destinations: [at.site(rig.second)] })
    await rig.verified(1, 'tuesday')
    expect(rig.view('monday').state).toBe('ending')
    await rig.add('wednesday')
    await eventually(() => expect(rig.view('monday').state).toBe('ended'))
    await rig.verified(1, 'wednesday')
    expect(await namesIn(rig.first)).toEqual(['a.eer'])
  })

  it('is forgotten when it is removed; what was copied stays', async ({ rig }) => {
    await rig.write('a.eer', 'a')
    await rig.add('krios')
    await rig.verified(1)
    await rig.collection.remove('krios')
    expect(rig.collection.list()).toEqual([])
    expect(await namesIn(rig.first)).toEqual(['a.eer'])
    await rig.add('krios')
    await rig.verified(1)
  })

  it('is ended some time after its session, with the movies that the camera delivers late', async ({ rig }) => {
    await rig.write('a.eer', 'a')
    await rig.add('krios')
    await rig.verified(1)
    rig.collection.finish('krios')
    // It is quiet, and looked at twice since the session's end.
    for (let looks = 0; looks < 2; looks++) {
      const { lastLook } = rig.view()
      rig.ahead += 60_000
      rig.collection.wake()
      await eventually(() => expect(rig.view().lastLook).not.toBe(lastLook))
    }
    rig.ahead = graceMs / 2
    await rig.write('late.eer', 'late')
    await rig.verified(2)
    rig.ahead = graceMs
    await rig.write('later.eer', 'later')
    await rig.verified(3)
    expect(rig.view().state).toBe('ending')
    rig.ahead = 2 * graceMs + 60_000
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(rig.view().destinations[0]).toMatchObject({ state: 'idle', verified: { files: 3 } })
    await rig.restart()
    expect(rig.view().state).toBe('ended')
  })
})

describe.concurrent('what goes wrong with a file', timeout, () => {
  it('is made good: one that was not there for a moment is copied when it is there again', async ({ rig }) => {
    await rig.write('a.eer', 'a')
    const away = `${rig.source}-a.eer`
    await rig.add('krios')
    // Asked for before each batch, to make its folders.
    rig.changeSite = () => {
      if (existsSync(join(rig.source, 'a.eer'))) renameSync(join(rig.source, 'a.eer'), away)
      return {}
    }
    await eventually(() => expect(rig.view().destinations).toMatchObject([{ lost: 1, backlog: { files: 0 } }]))
    rig.changeSite = () => ({})
    await fs.rename(away, join(rig.source, 'a.eer'))
    await rig.verified(1)
    expect(rig.view().destinations).toMatchObject([{ lost: 0 }])
  })

  it('does not leave a batch alone whose end could not be settled', async ({ rig }) => {
    await rig.write('a.eer', 'same')
    await fs.cp(rig.source, rig.first, { recursive: true, preserveTimestamps: true })
    let failed = false
    rig.changeSite = () => {
      if (failed || rig.transfers.list().every(({ endedAt }) => endedAt === null)) return {}
      failed = true
      throw new Failure('unreachable', 'The site does not answer.')
    }
    await rig.add('krios')
    await rig.verified(1)
    expect(failed).toBe(true)
  })

  it('is not that somebody deleted its folder at the destination, which is made again', async ({ rig }) => {
    await rig.write('d/a.eer', 'first')
    await rig.add('krios')
    await rig.verified(1)
    await fs.rm(join(rig.first, 'd'), { recursive: true })
    await rig.write('d/b.eer', 'second')
    await rig.verified(2)
    expect(await namesIn(rig.first)).toEqual(['d/b.eer'])
  })

  it('is not that its session ended while this computer slept', async ({ rig }) => {
    await rig.add('krios')
    await eventually(() => expect(rig.view().state).toBe('watching'))
    await rig.write('late.eer', 'late')
    rig.collection.finish('krios')
    rig.ahead = 3_600_000
    await rig.restart()
    await rig.verified(1)
    rig.ahead += graceMs
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(rig.view().destinations).toMatchObject([{ verified: { files: 1 } }])
  })
})

describe.concurrent('a folder', timeout, () => {
  it('is not watched twice under one name, nor copied into itself, nor where it is none', async ({ rig }) => {
    await rig.add('krios')
    await expect(rig.add('krios')).rejects.toMatchObject({ code: 'exists' })
    await expect(rig.add('other', { destinations: [at.local(join(rig.source, 'copies'))] })).rejects.toMatchObject({
      code: 'usage'
    })
    await expect(rig.add('other', { rules: { include: ['[a'] } })).rejects.toMatchObject({ code: 'usage' })
    await fs.rm(rig.source, { recursive: true })
    await expect(rig.add('other')).rejects.toMatchObject({ code: 'not-found' })
  })
})
