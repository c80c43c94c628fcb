/** A store of bookings at a site, over real SFTP, by several users. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { booking } from '../../domain/bookings/booking-fixture'
import { describeFacility } from '../../facility/describe-facility'
import { type FacilityUser, ports, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { book, type Client, codeOf, createFolderRig, type FolderRig, type Reach, resources } from './folder-rig'

let rig: FolderRig
let logins: Rig[]
let root: string

async function reach(user: FacilityUser): Promise<Reach & { files: FileSystem }> {
  const login = await createRig()
  logins.push(login)
  const access = { connection: () => login.connections.acquire(targetAt(ports.facility, { user })) }
  const fileSystems = createFileSystems({ access, homeFolder: login.folder })
  return { store: { site: 'far', folder: root }, fileSystems, access, files: await fileSystems.site('far', undefined) }
}

const client = async (user: FacilityUser): Promise<Client> => rig.client({ reach: await reach(user) })

async function names(files: FileSystem, folder: string): Promise<string[]> {
  const found: string[] = []
  for await (const batch of files.readDirectory(join(root, folder))) found.push(...batch.map(({ name }) => name))
  return found.sort()
}

beforeEach(async () => {
  rig = await createFolderRig()
  logins = []
  root = `${await scratch()}/store`
})
afterEach(async () => {
  await rig.end()
  for (const login of logins) await login.close()
})

/** Made by cryo, who is its administrator; all may write. */
async function openToAll(): Promise<{ boss: Client; files: FileSystem }> {
  const way = await reach('cryo')
  await way.files.setAttributes(join(root, '..'), { mode: 0o755 })
  await way.files.makeDirectory(root)
  await way.files.setAttributes(root, { mode: 0o1777 })
  const boss = rig.client({ reach: way })
  await boss.folder.init({ ...resources, administrators: ['cryo'] }, undefined)
  return { boss, files: way.files }
}

describeFacility('A store of bookings at a site', 'ssh', () => {
  it('lets one of many win, and leaves neither lock nor temporary file', async () => {
    const { files } = await openToAll()
    const users = ['cryo', 'tcshell', 'fishy', 'banner', 'cryo', 'tcshell'] as const
    const clients = await Promise.all(users.map(client))
    const done = await Promise.all(
      clients.map(({ folder }, at) => codeOf(book(folder, booking({ uid: `b${at}`, owner: users[at] }))))
    )
    expect(done.sort()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', 'conflict', 'done'])
    expect([await names(files, 'locks'), (await names(files, 'krios1')).length]).toEqual([[], 3])
  })

  it('tells whose a file is whatever it says, and lets nobody but its owner and the administrator change it', async () => {
    const { boss } = await openToAll()
    const [liar, victim] = [await client('tcshell'), await client('fishy')]
    await book(liar.folder, booking({ owner: 'fishy' }))
    const { bookings, problems } = await victim.folder.read(undefined)
    expect([bookings[0]?.owner, problems[0]?.error.code]).toEqual(['tcshell', 'mismatch'])
    const [found] = bookings
    if (!found) throw new Error('not read')
    const cancel = () => ({ changes: { bookings: [{ ...found, status: 'cancelled' as const }] }, result: null })
    expect(await codeOf(victim.folder.transact(cancel, undefined))).toBe('permission')
    expect(await codeOf(boss.folder.transact(cancel, undefined))).toBe('done')
    expect((await victim.folder.read(undefined)).bookings).toMatchObject([{ owner: 'tcshell', status: 'cancelled' }])
  })

  it('shows others each of several changes within a second, though SFTP tells whole seconds', async () => {
    await openToAll()
    const [writer, reader] = [await client('tcshell'), await client('fishy')]
    for (const title of ['first', 'secnd', 'third', 'forth']) {
      const change = { bookings: [booking({ owner: 'tcshell', title })] }
      await writer.folder.transact(() => ({ changes: change, result: null }), undefined)
      expect((await reader.folder.read(undefined)).bookings).toMatchObject([{ title }])
    }
  })

  it('keeps a log that each writes for themselves', async () => {
    const { boss } = await openToAll()
    const entry = { act: 'add' as const, granted: true, resource: 'krios1', uid: 'b1', rule: null, text: '' }
    const [one, two] = [await client('cryo'), await client('tcshell')]
    for (const { folder } of [one, two, one, two]) await folder.log([entry], undefined)
    const read = await boss.folder.readLog(null, null, undefined)
    expect(read.map(({ user }) => user).sort()).toEqual(['cryo', 'cryo', 'tcshell', 'tcshell'])
    expect(await one.folder.user(undefined)).toBe('cryo')
  })

  it('is free again when who held its lock was killed, by the clock of the server', async () => {
    const { files } = await openToAll()
    const sixMinutes = 6 * 60_000
    const late = rig.client({
      clock: { now: () => new Date(Date.now() + sixMinutes) },
      reach: await reach('tcshell')
    })
    // Somebody else holds it and lives: to a clock that is ahead it would look old.
    await files.writeSmall(join(root, 'locks/lock'), Buffer.from('{"user":"alive"}'), { mode: 0o666 })
    const waiting = codeOf(book(late.folder, booking({ owner: 'tcshell' })))
    await new Promise(resolve => setTimeout(resolve, 4000))
    expect(await names(files, 'locks')).toContain('lock')
    // He dies: the lock is 31 s old for the server.
    const old = Math.floor(Date.now() / 1000) - 31
    await files.setAttributes(join(root, 'locks/lock'), { mtime: old })
    expect(await waiting).toBe('done')
    expect(await names(files, 'locks')).toEqual([])
  })

  it('shows the last copy when the link is lost, and books nothing', async () => {
    await openToAll()
    const way = await reach('tcshell')
    let gone = false
    const unreachable = new Failure('unreachable', 'The network is down.')
    const site: Reach['fileSystems']['site'] = (name, signal) =>
      gone ? Promise.reject(unreachable) : way.fileSystems.site(name, signal)
    const one = rig.client({ reach: { ...way, fileSystems: { ...way.fileSystems, site } } })
    const made = await book(one.folder, booking({ owner: 'tcshell' }))
    await logins.at(-1)?.connections.closeAll()
    gone = true
    expect(await one.folder.read(undefined)).toMatchObject({ bookings: [made], offline: { code: 'unreachable' } })
    expect(await codeOf(book(one.folder, booking({ uid: 'b2' })))).toBe('unreachable')
    gone = false
    // Over a new link.
    expect(await one.folder.read(undefined)).toMatchObject({ bookings: [made], offline: null })
  })
})
