/** A store of bookings at a site, over real SFTP, by several users. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { booking } from '../../domain/bookings/booking-fixture'
import { describeFacility } from '../../facility/describe-facility'
import { book, type Client, codeOf, type Reach, resources } from './folder-rig'
import { createSiteRig, type SiteRig } from './site-rig'

let site: SiteRig

beforeEach(async () => {
  site = await createSiteRig()
})
afterEach(() => site.end())

/** Made by cryo, who is its administrator; all may write. */
async function openToAll(): Promise<{ boss: Client; files: FileSystem }> {
  const way = await site.openToAll('cryo')
  const boss = site.rig.client({ reach: way })
  await boss.folder.init({ ...resources, administrators: ['cryo'] }, undefined)
  return { boss, files: way.files }
}

describeFacility('A store of bookings at a site', 'ssh', () => {
  it('lets one of many win, and leaves neither lock nor temporary file', async () => {
    const { files } = await openToAll()
    const users = ['cryo', 'tcshell', 'fishy', 'banner', 'cryo', 'tcshell'] as const
    const clients = await Promise.all(users.map(site.client))
    const done = await Promise.all(
      clients.map(({ folder }, at) => codeOf(book(folder, booking({ uid: `b${at}`, owner: users[at] }))))
    )
    expect(done.sort()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', 'conflict', 'done'])
    expect([await site.names(files, 'locks'), (await site.names(files, 'krios1')).length]).toEqual([[], 4])
  })

  it('tells whose a file is whatever it says, and lets nobody but its owner and the administrator change it', async () => {
    const { boss } = await openToAll()
    const [liar, victim] = [await site.client('tcshell'), await site.client('fishy')]
    await book(liar.folder, booking({ owner: 'fishy' }))
    const { bookings, problems } = await victim.folder.read(undefined)
    expect([bookings[0]?.owner, problems[0]?.error.code]).toEqual(['tcshell', 'mismatch'])
    const [found] = bookings
    if (!found) throw new Error('not read')
    const cancelled = { ...found, status: 'cancelled' as const, sequence: 1 }
    const cancel = () => ({ changes: { bookings: [cancelled] }, result: null })
    expect(await codeOf(victim.folder.transact(cancel, undefined))).toBe('permission')
    expect(await codeOf(boss.folder.transact(cancel, undefined))).toBe('done')
    expect((await victim.folder.read(undefined)).bookings).toMatchObject([{ owner: 'tcshell', status: 'cancelled' }])
  })

  it('shows others each of several changes within a second, though SFTP tells whole seconds', async () => {
    await openToAll()
    const [writer, reader] = [await site.client('tcshell'), await site.client('fishy')]
    for (const title of ['first', 'secnd', 'third', 'forth']) {
      const change = { bookings: [booking({ owner: 'tcshell', title })] }
      await writer.folder.transact(() => ({ changes: change, result: null }), undefined)
      expect((await reader.folder.read(undefined)).bookings).toMatchObject([{ title }])
    }
  })

  it('keeps a log that each writes for themselves', async () => {
    const { boss } = await openToAll()
    const entry = { act: 'add' as const, granted: true, resource: 'krios1', uid: 'b1', rule: null, text: '' }
    const [one, two] = [await site.client('cryo'), await site.client('tcshell')]
    for (const { folder } of [one, two, one, two]) await folder.log([entry], undefined)
    const read = await boss.folder.readLog(null, null, undefined)
    expect(read.map(({ user }) => user).sort()).toEqual(['cryo', 'cryo', 'tcshell', 'tcshell'])
    expect(await one.folder.user(undefined)).toBe('cryo')
  })

  it('counts a line of the log as its file’s owner’s, and nobody’s name can be taken from them', async () => {
    await openToAll()
    const entry = { act: 'start' as const, granted: true, resource: 'krios1', uid: 'b1', rule: null, text: 'true' }
    const month = new Date().toISOString().slice(0, 7)
    const forger = await site.reach('tcshell')
    const forged = `log/fishy-${month}.jsonl`
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...entry, text: 'forged' })}\n`
    await forger.files.writeSmall(join(site.root, forged), Buffer.from(line), { mode: 0o666 })
    // To whatever another's link leads, nothing is written there.
    await forger.files.makeLink(join(site.root, 'resources.json'), join(site.root, `log/fishy+1-${month}.jsonl`))
    const [named, reader] = [await site.client('fishy'), await site.client('banner')]
    await named.folder.log([entry], undefined)
    await named.folder.log([entry], undefined)
    const read = await reader.folder.readLog(null, null, undefined)
    expect(read.map(({ user, text }) => `${user} ${text}`).sort()).toEqual([
      ...['fishy true', 'fishy true', 'tcshell forged']
    ])
    expect((await reader.folder.read(undefined)).problems).toMatchObject([
      { file: forged, error: { code: 'mismatch' } }
    ])
    expect(await site.names(forger.files, 'log')).toContain(`fishy+2-${month}.jsonl`)
  })

  it('is free again when who held its lock was killed, by the clock of the server', async () => {
    const { files } = await openToAll()
    const sixMinutes = 6 * 60_000
    const late = site.rig.client({
      clock: { now: () => new Date(Date.now() + sixMinutes) },
      reach: await site.reach('tcshell')
    })
    // Somebody else holds it and lives: to a clock that is ahead it would look old.
    await files.writeSmall(join(site.root, 'locks/lock'), Buffer.from('{"user":"alive"}'), { mode: 0o666 })
    const waiting = codeOf(book(late.folder, booking({ owner: 'tcshell' })))
    await new Promise(resolve => setTimeout(resolve, 4000))
    expect(await site.names(files, 'locks')).toContain('lock')
    // He dies: the lock is 31 s old for the server.
    const old = Math.floor(Date.now() / 1000) - 31
    await files.setAttributes(join(site.root, 'locks/lock'), { mtime: old })
    expect(await waiting).toBe('done')
    expect(await site.names(files, 'locks')).toEqual([])
  })

  it('shows the last copy when the link is lost, and books nothing', async () => {
    await openToAll()
    const way = await site.reach('tcshell')
    let gone = false
    const unreachable = new Failure('unreachable', 'The network is down.')
    const open: Reach['fileSystems']['site'] = (name, signal) =>
      gone ? Promise.reject(unreachable) : way.fileSystems.site(name, signal)
    const one = site.rig.client({ reach: { ...way, fileSystems: { ...way.fileSystems, site: open } } })
    const made = await book(one.folder, booking({ owner: 'tcshell' }))
    await site.logins.at(-1)?.connections.closeAll()
    gone = true
    expect(await one.folder.read(undefined)).toMatchObject({ bookings: [made], offline: { code: 'unreachable' } })
    expect(await codeOf(book(one.folder, booking({ uid: 'b2' })))).toBe('unreachable')
    gone = false
    // Over a new link.
    expect(await one.folder.read(undefined)).toMatchObject({ bookings: [made], offline: null })
  })
})
