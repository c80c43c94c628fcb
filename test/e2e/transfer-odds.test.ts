/** Hostile names by the thousand, two copies onto one name, clocks that are wrong, servers with few channels. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import { createRig, errorOf, json, type Rig } from './command-rig'
import { createFaultRig, expectSame, makeSession, mebibyte, partFiles, soak } from './fault-rig'
import { hostileNames } from './hostile-names'

const names = soak ? 20_000 : 2000
let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

describeFacility('files with hostile names', 'ssh', () => {
  it(`there and back are all there and the same, ${names} of them`, async () => {
    await rig.site('lab', 'facility')
    const far = await scratch()
    const near = join(rig.folder, 'names')
    await mkdir(near)
    for (const name of hostileNames(names)) await writeFile(Buffer.concat([Buffer.from(`${near}/`), name]), name)
    const up = await rig.json(['put', near, `lab:${far}/`, '--verify'])
    expect(up).toMatchObject({ files: names, verified: names, failed: [] })
    expectSame(near, join(far, 'names'))
    const back = join(rig.folder, 'back')
    expect(await rig.json(['get', `lab:${far}/names`, back])).toMatchObject({ files: names, failed: [] })
    expectSame(near, back)
    expect(await rig.json(['rm', '-r', '--yes', '--expect', String(names + 1), `lab:${far}/names`])).toMatchObject({
      failed: []
    })
  }, 600_000)
})

describeFacility('two copies onto one name', 'ssh', () => {
  it.each([[[]], [['--conflict', 'overwrite']]])('%j leave one of them whole', async options => {
    const slow = await createFaultRig('facility', 8 * mebibyte)
    try {
      const far = await scratch()
      const sources = [join(slow.folder, 'one'), join(slow.folder, 'two')]
      for (const [index, source] of sources.entries()) {
        await writeFile(source, randomBytes(6 * mebibyte))
        // Of equal size and time they would be taken for the same.
        await utimes(source, 1000 + index, 1000 + index)
      }
      const engine = await slow.serve()
      const target = join(far, 'movie.tiff')
      const copies = sources.map(source => slow.farscope(['--json', 'put', source, `lab:${target}`, ...options]))
      const sizes = new Set<number>()
      const looking = setInterval(() => sizes.add(statSync(target, { throwIfNoEntry: false })?.size ?? 0), 5)
      const outcomes = await Promise.all(copies).finally(() => clearInterval(looking))
      sizes.add(statSync(target).size)
      // The name never shows half a file.
      expect([...sizes].sort()).toEqual([0, 6 * mebibyte])
      const arrived = await readFile(target)
      const whole = await Promise.all(sources.map(async source => (await readFile(source)).equals(arrived)))
      expect(whole.filter(Boolean)).toHaveLength(1)
      if (options.length === 0) {
        // The one that came second says so.
        const refused = outcomes.filter(({ status }) => status !== 0)
        expect(refused.map(outcome => errorOf(outcome).code)).toEqual(['exists'])
        expect(outcomes[whole.indexOf(true)]?.status).toBe(0)
      } else expect(outcomes.map(({ status }) => status)).toEqual([0, 0])
      expect(await partFiles(far)).toEqual([])
      engine.kill('SIGTERM')
    } finally {
      await slow.end()
    }
  })
})

describeFacility('clocks that are wrong', 'ssh', () => {
  it('leave times as they are, and decide nothing but what was asked', async () => {
    await rig.site('clock', 'facility')
    const far = await scratch()
    const near = join(rig.folder, 'clock')
    await mkdir(near)
    const times = [0, 1, 2 ** 31 - 1, 2 ** 31 + 5, Math.floor(Date.now() / 1000) + 86_400 * 400]
    for (const time of times) {
      await writeFile(join(near, `at-${time}`), randomBytes(100))
      await utimes(join(near, `at-${time}`), time, time)
    }
    expect(await rig.json(['put', near, `clock:${far}/`])).toMatchObject({ files: times.length })
    for (const time of times) expect((await stat(join(far, 'clock', `at-${time}`))).mtimeMs).toBe(time * 1000)
    expect(await rig.json(['put', near, `clock:${far}/`])).toMatchObject({ files: 0, skipped: times.length })
    // A copy that lies in the future is not overwritten by "newer"; a source of today is not newer than it.
    const file = `at-${times.at(-1)}`
    await writeFile(join(near, file), 'rewritten today')
    const newer = await rig.json(['put', join(near, file), `clock:${far}/clock/`, '--conflict', 'newer'])
    expect(newer).toMatchObject({ files: 0, skipped: 1, failed: [] })
    const outcome = await rig.farscope(['--json', 'put', join(near, file), `clock:${far}/clock/`])
    expect(json(outcome)).toMatchObject({ files: 0, failed: [{ code: 'exists' }] })
  })
})

describeFacility('a server with room for', 'ssh', () => {
  it.each([
    ['one channel', 'onechannel'],
    ['three channels', 'threechannels']
  ] as const)('%s a connection takes and gives everything', async (_, server) => {
    await rig.site(server, server)
    const far = await scratch()
    const near = join(rig.folder, server)
    await makeSession(near, 2, 24 * mebibyte, 300)
    expect(await rig.json(['put', near, `${server}:${far}/there`, '--verify'])).toMatchObject({
      files: 302,
      failed: []
    })
    expectSame(near, join(far, 'there'))
    const back = join(rig.folder, `${server}-back`)
    expect(await rig.json(['get', `${server}:${far}/there`, back])).toMatchObject({ files: 302, failed: [] })
    expectSame(near, back)
    execFileSync('rm', ['-rf', near, back])
  })
})
