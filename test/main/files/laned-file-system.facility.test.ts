import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FileSystem, FileSystems } from '../../../src/domain/files/file-system'
import { createFileSystems } from '../../../src/main/files/file-systems'
import type { HostTarget } from '../../../src/main/ssh/types'
import { createCopyFile } from '../../../src/main/transfers/copy-file'
import { createSlots } from '../../../src/main/transfers/slots'
import { describeFacility } from '../../facility/describe-facility'
import { countLogins, type FacilityServer, facility, loginMark, ports, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'

let rig: Rig
let far: string
const { signal } = new AbortController()

beforeEach(async () => {
  far = await scratch()
})
afterEach(() => rig.close())

async function placesAt(server: FacilityServer, changes: Partial<HostTarget> = {}): Promise<FileSystems> {
  rig = await createRig(prompt =>
    prompt.kind === 'host-key'
      ? { kind: 'host-key', accept: true }
      : { kind: 'credentials', answers: [facility.password], remember: false }
  )
  const target = targetAt(ports[server], changes)
  const access = {
    connection: () => rig.connections.acquire(target),
    further: () => rig.connections.further(target)
  }
  return createFileSystems({ access, homeFolder: rig.folder })
}

const copy = (from: FileSystem, to: FileSystem, source: string, target: string) =>
  createCopyFile({ from, to, requests: createSlots(64), newId: () => 'id' })(
    { source, target, how: 'new' },
    { signal, sent: () => undefined }
  )

const channels = (): number => rig.connections.list()[0]?.channels ?? 0

describeFacility('A transfer over several channels', 'ssh', () => {
  it.each<[FacilityServer, number]>([
    ['facility', 8],
    ['threechannels', 3],
    ['onechannel', 1]
  ])('moves a file whole at %s on at most %i of them, and gives them back', async (server, most) => {
    const places = await placesAt(server)
    const bytes = randomBytes(40_000_000)
    await fs.writeFile(join(rig.folder, 'big'), bytes)
    const site = await places.openSite('far', signal)
    await copy(places.local, site, join(rig.folder, 'big'), `${far}/big`)
    await copy(site, places.local, `${far}/big`, join(rig.folder, 'back'))
    expect((await fs.readFile(`${far}/big`)).equals(bytes)).toBe(true)
    expect((await fs.readFile(join(rig.folder, 'back'))).equals(bytes)).toBe(true)
    // One that was on its way when the copy was done is there soon.
    await expect.poll(channels).toBe(most)
    site.close()
    await expect.poll(channels).toBe(0)
  })

  it('makes way for a terminal where channels are few', async () => {
    const places = await placesAt('threechannels')
    await fs.writeFile(join(rig.folder, 'big'), randomBytes(150_000_000))
    const site = await places.openSite('far', signal)
    const copying = copy(places.local, site, join(rig.folder, 'big'), `${far}/big`)
    await expect.poll(channels, { interval: 5 }).toBe(3)
    const connection = await rig.connections.acquire(targetAt(ports.threechannels))
    const shell = await connection.shell({ term: 'dumb', cols: 80, rows: 24 })
    shell.close()
    await copying
    expect((await fs.stat(`${far}/big`)).size).toBe(150_000_000)
    site.close()
  })

  it('notices a source that became another file before a further channel opened it', async () => {
    const places = await placesAt('facility')
    await fs.writeFile(`${far}/f`, randomBytes(3_000_000))
    const site = await places.openSite('far', signal)
    const handle = await site.openRead(`${far}/f`, signal)
    const before = await handle.info(signal)
    await fs.rm(`${far}/f`)
    await fs.writeFile(`${far}/f`, randomBytes(2_000_000))
    const reads = Array.from({ length: 12 }, (_, at) => handle.read(at * 255 * 1024, 255 * 1024, signal))
    const failed = (await Promise.allSettled(reads)).some(read => read.status === 'rejected')
    const after = failed ? undefined : await handle.info(signal)
    expect(failed || after?.stamp === before.stamp).toBe(true)
    await handle.close()
    site.close()
  })

  it('reads and writes small files in one go, and says what cannot be', async () => {
    const places = await placesAt('facility')
    const site = await places.openSite('far', signal)
    await site.writeSmall(`${far}/s`, Buffer.from('content'), { mode: 0o640, mtime: 1000 })
    const info = await fs.stat(`${far}/s`)
    expect([info.mode & 0o7777, info.mtimeMs]).toEqual([0o640, 1_000_000])
    const read = await site.readSmall(`${far}/s`, 1000)
    expect([Buffer.from(read?.data ?? []).toString(), read?.before.stamp]).toEqual(['content', read?.after.stamp])
    expect(await site.readSmall(`${far}/s`, 3)).toBeUndefined()
    await expect(site.writeSmall(`${far}/s`, Buffer.from('x'), { mode: 0o600 })).rejects.toMatchObject({
      code: 'exists'
    })
    await expect(site.readSmall(`${far}/none`, 10)).rejects.toMatchObject({ code: 'not-found' })
    const full = site.writeSmall(`${facility.fullDisk}/f`, randomBytes(250_000), { mode: 0o600 })
    await full.catch(() => undefined)
    const more = Array.from({ length: 5 }, (_, at) =>
      site.writeSmall(`${facility.fullDisk}/f${at}`, randomBytes(250_000), { mode: 0o600 })
    )
    const codes = (await Promise.allSettled(more)).map(one => one.status === 'rejected' && one.reason.code)
    expect(codes).toContain('disk-full')
    await Promise.all([0, 1, 2, 3, 4, ''].map(at => fs.rm(`${facility.fullDisk}/f${at}`, { force: true })))
    site.close()
  })
})

describeFacility('A further connection', 'ssh', () => {
  it('is made where a key is enough, asks nothing, and ends with the shared one', async () => {
    await placesAt('facility')
    const target = targetAt(ports.facility)
    await expect(rig.connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
    const shared = await rig.connections.acquire(target)
    const [one, two] = await Promise.all([rig.connections.further(target), rig.connections.further(target)])
    await expect(rig.connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
    expect([one === shared, one === two, one.connected, two.connected]).toEqual([false, false, true, true])
    expect(rig.connections.list()).toMatchObject([{ logins: 1 }])
    two.close()
    expect((await (await rig.connections.further(target)).run('echo ok')).stdout.toString()).toBe('ok\n')
    shared.close()
    await expect.poll(() => one.connected).toBe(false)
    expect(rig.asked).toEqual([])
  })

  it('is refused where the login needed a person', async () => {
    await placesAt('mfa')
    const target = targetAt(ports.mfa)
    await rig.connections.acquire(target)
    const asked = rig.asked.length
    const mark = loginMark('mfa')
    await expect(rig.connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
    expect(rig.asked).toHaveLength(asked)
    expect(countLogins('mfa', mark)).toBe(0)
  })
})
