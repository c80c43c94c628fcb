/** Copies between two places that are both elsewhere: by the host itself, from host to host, or through here. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { type FacilityUser, facility, scratch } from '../facility/facility'
import { errorOf, json } from './command-rig'
import {
  createFaultRig,
  expectSame,
  type FaultRig,
  makeSession,
  mebibyte,
  partFiles,
  transfers,
  until
} from './fault-rig'
import { hostileNames } from './hostile-names'

let rig: FaultRig

/** Everything goes over the link, which counts: what the hosts do among themselves does not pass it. */
beforeAll(async () => {
  rig = await createFaultRig('facility', 200 * mebibyte)
})
afterAll(() => rig.end())

const giveTo = (user: FacilityUser, path: string): Buffer => execFileSync('chown', ['-R', `${user}:${user}`, path])
const lastRoute = async (): Promise<string | undefined> => (await transfers(rig)).at(-1)?.route
const passed = (): number => rig.link.bytes.up + rig.link.bytes.down

async function addSite(name: string, user: FacilityUser, port: number): Promise<void> {
  const where = ['--host', facility.host, '--port', String(port), '--user', user, '--identity', facility.keys.cryo]
  expect(await rig.farscope(['site', 'add', name, ...where])).toMatchObject({ status: 0 })
  expect(await rig.farscope(['site', 'trust', name, '--yes'])).toMatchObject({ status: 0 })
}

describeFacility('a copy on one host', 'ssh', () => {
  it('is made there: names, bytes, modes and times, and next to nothing passes here', async () => {
    const far = await scratch()
    const source = join(far, 'session')
    const bytes = await makeSession(source, 3, 8 * mebibyte, 50)
    for (const name of hostileNames(100))
      await writeFile(Buffer.concat([Buffer.from(`${source}/stars/`), name]), 'x', { mode: 0o640 })
    await utimes(join(source, 'movies', 'movie-0.tiff'), 1_000_000_000, 1_000_000_000)
    giveTo('cryo', source)
    const before = passed()
    const copied = await rig.json(['copy', `lab:${source}`, `lab:${far}/copy`, '--verify'])
    expect(copied).toMatchObject({ files: 153, failed: [], verified: 153 })
    expect(await lastRoute()).toBe('on-host')
    expect(passed() - before).toBeLessThan(bytes / 10)
    expectSame(source, join(far, 'copy'))
    expect((await stat(join(far, 'copy', 'movies', 'movie-0.tiff'))).mtimeMs).toBe(1e12)
    expect(await partFiles(far)).toEqual([])
  })

  it('leaves alone what is there, unless told otherwise', async () => {
    const far = await scratch()
    await writeFile(join(far, 'one'), randomBytes(100_000))
    await writeFile(join(far, 'two'), 'taken')
    giveTo('cryo', far)
    const refused = await rig.farscope(['--json', 'copy', `lab:${far}/one`, `lab:${far}/two`])
    expect(errorOf(refused).code).toBe('exists')
    expect(await readFile(join(far, 'two'), 'utf8')).toBe('taken')
    const replaced = await rig.json(['copy', `lab:${far}/one`, `lab:${far}/two`, '--conflict', 'overwrite'])
    expect(replaced).toMatchObject({ files: 1 })
    expectSame(join(far, 'one'), join(far, 'two'))
    expect(await rig.json(['copy', `lab:${far}/one`, `lab:${far}/two`])).toMatchObject({ files: 0, skipped: 1 })
  })

  it('that may not be read says so, and copies the rest', async () => {
    const far = await scratch()
    await mkdir(join(far, 'in'))
    for (const name of ['open', 'shut']) await writeFile(join(far, 'in', name), name)
    giveTo('cryo', far)
    execFileSync('chown', ['root:root', join(far, 'in', 'shut')])
    execFileSync('chmod', ['600', join(far, 'in', 'shut')])
    const outcome = await rig.farscope(['--json', 'copy', `lab:${far}/in`, `lab:${far}/out`])
    expect(json(outcome)).toMatchObject({ files: 1, failed: [{ code: 'permission' }] })
    expect(await partFiles(far)).toEqual([])
  })
})

describeFacility('a copy on a host that has no channel for it', 'ssh', () => {
  it('goes through this computer, says so, and keeps to its limit', async () => {
    await rig.site('narrow', 'onechannel')
    const far = await scratch()
    await writeFile(join(far, 'movie'), randomBytes(3 * mebibyte))
    giveTo('cryo', far)
    const copied = await rig.json(['copy', `narrow:${far}/movie`, `narrow:${far}/copy`, '--limit', '1M'])
    expect(copied).toMatchObject({ files: 1, failed: [], route: 'here', sentBytes: 3 * mebibyte })
    expect(copied).toHaveProperty(
      'seconds',
      expect.toSatisfy((seconds: number) => seconds > 2)
    )
    expectSame(join(far, 'movie'), join(far, 'copy'))
  })
})

describeFacility('a copy between two hosts', 'ssh', () => {
  let source: string

  beforeAll(async () => {
    // Both over the link; the far hosts know each other by the server's own address.
    await addSite('origin', 'tcshell', rig.link.port)
    source = join(await scratch('tcshell'), 'session')
  })
  afterAll(async () => {
    for (const user of ['tcshell', 'cryo'] as const) await forgetHost(user)
  })

  /** The user can log in where the link leads, with a key of the far side. */
  async function introduce(user: FacilityUser): Promise<void> {
    const folder = `/home/${user}/.ssh`
    await copyFile(facility.keys.cryo, join(folder, 'id_ed25519'))
    const keys = await readFile(facility.knownHosts, 'utf8')
    await writeFile(join(folder, 'known_hosts'), keys.replaceAll(`:${facility.ports.facility} `, `:${rig.link.port} `))
    giveTo(user, folder)
  }

  async function forgetHost(user: FacilityUser): Promise<void> {
    for (const name of ['id_ed25519', 'known_hosts']) await rm(`/home/${user}/.ssh/${name}`, { force: true })
  }

  async function copy(): Promise<{ route: string | undefined; passed: number; bytes: number }> {
    await rm(source, { recursive: true, force: true, maxRetries: 5 })
    const bytes = await makeSession(source, 2, 8 * mebibyte, 30)
    await mkdir(join(source, 'odd'))
    for (const name of hostileNames(40)) await writeFile(Buffer.concat([Buffer.from(`${source}/odd/`), name]), 'x')
    await utimes(join(source, 'movies', 'movie-0.tiff'), 1_000_000_000, 1_000_000_000)
    giveTo('tcshell', source)
    const far = await scratch()
    const before = passed()
    expect(await rig.json(['copy', `origin:${source}`, `lab:${far}/`])).toMatchObject({ files: 72, failed: [] })
    expectSame(source, join(far, 'session'))
    const { mtimeMs, uid } = await stat(join(far, 'session', 'movies', 'movie-0.tiff'))
    expect([mtimeMs, uid]).toEqual([1e12, (await stat(far)).uid])
    expect(await partFiles(far)).toEqual([])
    return { route: await lastRoute(), passed: passed() - before, bytes }
  }

  describe('that do not know each other', () => {
    it('goes through this computer, and says so', async () => {
      const { route, passed: through, bytes } = await copy()
      expect(route).toBe('here')
      expect(through).toBeGreaterThan(bytes * 2)
    })
  })

  describe('of which one can log in at the other', () => {
    it.each([
      ['from the source', 'tcshell'],
      ['from the destination', 'cryo']
    ] as const)('and that is cancelled leaves nothing behind, %s', async (_, user) => {
      await introduce(user)
      await rm(source, { recursive: true, force: true, maxRetries: 5 })
      await makeSession(source, 1, 24 * mebibyte, 0)
      giveTo('tcshell', source)
      const far = await scratch()
      const engine = await rig.serve()
      try {
        // From the beginning: the copy must not be over when it is seen which way it goes.
        rig.link.speed(mebibyte)
        const copying = rig.farscope(['--json', 'copy', `origin:${source}`, `lab:${far}/`])
        expect(await until(60_000, async () => (await partFiles(far)).length === 1)).toBe(true)
        expect(await until(60_000, async () => (await lastRoute()) === 'direct')).toBe(true)
        await rig.json(['transfer', 'cancel', (await transfers(rig)).at(-1)?.id ?? ''])
        expect((await copying).status).not.toBe(0)
        expect((await transfers(rig)).at(-1)).toMatchObject({ state: 'cancelled', route: 'direct' })
        const writing = (): string =>
          spawnSync('pgrep', ['-u', 'cryo', '-f', `cat >.*${far}`], { encoding: 'utf8' }).stdout
        expect(await until(60_000, () => writing() === '')).toBe(true)
        expect(await partFiles(far)).toEqual([])
      } finally {
        rig.link.speed(200 * mebibyte)
        engine.kill('SIGTERM')
        await once(engine, 'exit')
        await forgetHost(user)
      }
    })

    it.each([
      ['from the source', 'tcshell'],
      ['from the destination', 'cryo']
    ] as const)('goes there directly, %s', async (_, user) => {
      await introduce(user)
      try {
        const { route, passed: through, bytes } = await copy()
        expect(route).toBe('direct')
        // From host to host once, on the server's address, which is this link's.
        expect(through).toBeLessThan(bytes * 1.5)
      } finally {
        await forgetHost(user)
      }
    })
  })
})
