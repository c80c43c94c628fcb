import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ListEvent } from '@contract/files'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFiles, type Files } from '../../../src/main/files/files'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'

let home: string
let files: Files

beforeEach(async () => {
  home = await fs.mkdtemp(join(tmpdir(), 'files-'))
  const platform: Platform = {
    door: 'cli',
    version: '0',
    dataFolder: home,
    homeFolder: home,
    user: 'me',
    environment: {},
    clock: systemClock,
    log: silentLog,
    secrets: {
      kind: 'memory',
      settle: async () => {},
      get: async () => null,
      set: async () => undefined,
      remove: async () => undefined
    },
    notify: () => undefined
  }
  const connection = () => Promise.reject(new Failure('unknown-site', 'There is no site.'))
  files = createFiles({ platform, access: { connection } })
})

afterEach(() => fs.rm(home, { recursive: true, force: true, maxRetries: 5 }))

const local = (path: string) => ({ kind: 'local' as const, path })

async function list(path: string) {
  const events: ListEvent[] = []
  for await (const event of files.list(local(path), undefined)) events.push(event)
  return events
}

describe('files of this computer', () => {
  it('have a checksum, links followed, and say why when they have none', async () => {
    await fs.writeFile(join(home, 'abc'), 'abc')
    await fs.symlink('abc', join(home, 'link'))
    await fs.mkdir(join(home, 'folder'))
    execFileSync('mkfifo', [join(home, 'pipe')])
    const checksum = (name: string) => files.checksum(local(name), undefined)
    const known = { algorithm: 'xxh128', hex: '06b05ab6733a618578af5f94892f3950' }
    expect([await checksum('abc'), await checksum('~/link')]).toEqual([known, known])
    await expect(checksum('folder')).rejects.toMatchObject({ code: 'is-a-directory' })
    await expect(checksum('pipe')).rejects.toMatchObject({ code: 'unsupported' })
    await expect(checksum('gone')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('keep their mode when the permissions of a link to them are set, which is refused', async () => {
    await fs.writeFile(join(home, 'notes'), '', { mode: 0o640 })
    await fs.symlink('notes', join(home, 'link'))
    await expect(files.chmod(local('link'), '777', undefined)).rejects.toMatchObject({ code: 'unsupported' })
    expect((await fs.stat(join(home, 'notes'))).mode & 0o777).toBe(0o640)
    await files.chmod(local('notes'), '600', undefined)
    expect((await fs.stat(join(home, 'notes'))).mode & 0o777).toBe(0o600)
  })

  it('are listed in batches with links, modes and names that are not text', async () => {
    await fs.writeFile(join(home, '.hidden'), 'abc', { mode: 0o640 })
    await fs.writeFile(Buffer.concat([Buffer.from(`${home}/`), Buffer.from([0x66, 0xff])]), '')
    await fs.symlink('.hidden', join(home, 'good'))
    await fs.symlink('nowhere', join(home, 'broken'))
    const events = await list('~')
    expect(events[0]).toEqual({ type: 'opened', path: home })
    expect(events.at(-1)).toEqual({ type: 'end', total: 4 })
    const entries = events.flatMap(event => (event.type === 'entries' ? event.entries : []))
    const named = new Map(entries.map(entry => [entry.name, entry]))
    expect(named.get('.hidden')).toMatchObject({ type: 'file', size: 3, mode: '0640' })
    expect(named.get('good')).toMatchObject({ type: 'link', linkTarget: '.hidden', linkType: 'file' })
    expect(named.get('broken')).toMatchObject({ linkTarget: 'nowhere', linkType: null })
    expect(named.has('f\udcff')).toBe(true)
    expect(await files.remove([local('f\udcff')], false, undefined)).toEqual({ removed: 1, failed: [] })
  })

  it('come in more than one batch when they are many', async () => {
    await Promise.all(Array.from({ length: 1200 }, (_, at) => fs.writeFile(join(home, String(at)), '')))
    expect((await list('')).filter(event => event.type === 'entries').length).toBeGreaterThan(1)
  })

  it('give typed errors', async () => {
    await fs.writeFile(join(home, 'f'), '')
    await fs.writeFile(join(home, 'g'), '')
    await expect(list('f')).rejects.toMatchObject({ code: 'not-a-directory' })
    await expect(list('none')).rejects.toMatchObject({ code: 'not-found' })
    await expect(files.makeDirectory(local('a/b'), false, undefined)).rejects.toMatchObject({ code: 'not-found' })
    await expect(files.makeDirectory(local('f'), false, undefined)).rejects.toMatchObject({ code: 'exists' })
    await expect(files.rename(local('f'), local('g'), undefined)).rejects.toMatchObject({ code: 'exists' })
    expect(await files.makeDirectory(local('a/b'), true, undefined)).toEqual({ path: join(home, 'a/b') })
  })

  it('are removed with what is below, but never what a link points to, a home or a root', async () => {
    await fs.mkdir(join(home, 'd/e'), { recursive: true })
    await fs.writeFile(join(home, 'd/e/f'), 'x')
    await fs.mkdir(join(home, 'kept'))
    await fs.writeFile(join(home, 'kept/g'), 'x')
    await fs.symlink('../kept', join(home, 'd/link'))
    expect(await files.measure([local('d')], 100, undefined)).toEqual({
      files: 2,
      directories: 2,
      bytes: 1,
      complete: true
    })
    expect((await files.remove([local('d')], false, undefined)).failed).toMatchObject([{ code: 'is-a-directory' }])
    expect(await files.remove([local('d')], true, undefined)).toEqual({ removed: 4, failed: [] })
    expect(await fs.readdir(home, { recursive: true })).toEqual(['kept', 'kept/g'])
    const refused = await files.remove(['', '/', '~', '..', '.'].map(local), true, undefined)
    expect(refused.removed).toBe(0)
    expect(new Set(refused.failed.map(failed => failed.code))).toEqual(new Set(['not-allowed']))
  })
})
