/** The engine is killed again and again while it copies both ways. */
import { once } from 'node:events'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import {
  createFaultRig,
  expectSame,
  giveAway,
  makeSession,
  mebibyte,
  partFiles,
  soak,
  transfers,
  until
} from './fault-rig'

const kills = 20
const movies = soak ? 32 : 5
const speed = 6 * mebibyte
/** What may be on the way when an engine dies, each way: read ahead, in sockets, not yet confirmed in the journal. */
const inFlight = 3 * mebibyte

describeFacility('an engine killed with -9 at 20 random moments of an upload and a download', 'ssh', () => {
  it('leaves every file identical in the end, and sends again only what was on the way', async () => {
    const rig = await createFaultRig('facility', speed)
    try {
      const far = await scratch()
      const near = join(rig.folder, 'near')
      const there = join(far, 'there')
      await mkdir(near)
      const up = await makeSession(join(near, 'upload'), movies, 12 * mebibyte, 200)
      const down = await makeSession(join(there, 'download'), movies, 12 * mebibyte, 200)
      giveAway(there)
      let engine = await rig.serve()
      const started = [
        rig.farscope(['--json', 'put', join(near, 'upload'), `lab:${there}/`]),
        rig.farscope(['--json', 'get', `lab:${there}/download`, `${near}/`])
      ]
      expect(await until(20_000, async () => (await transfers(rig)).length === 2)).toBe(true)
      let restarts = 0
      for (; restarts < kills; restarts++) {
        await sleep(100 + Math.random() * 900)
        engine.kill('SIGKILL')
        await once(engine, 'exit')
        engine = await rig.serve()
      }
      await Promise.all(started)
      const ended = await until(soak ? 600_000 : 90_000, async () =>
        (await transfers(rig)).every(({ state }) => !['waiting', 'running'].includes(state))
      )
      const list = await transfers(rig)
      expect([ended, list.map(({ state, failed }) => ({ state, failed }))]).toEqual([
        true,
        [
          { state: 'finished', failed: [] },
          { state: 'finished', failed: [] }
        ]
      ])
      expectSame(join(near, 'upload'), join(there, 'upload'))
      expectSame(join(there, 'download'), join(near, 'download'))
      expect([...(await partFiles(near)), ...(await partFiles(there))]).toEqual([])
      // Counted on the link itself: 4 % are what SSH and SFTP add.
      expect(rig.link.bytes.up).toBeLessThan(up * 1.04 + kills * inFlight)
      expect(rig.link.bytes.down).toBeLessThan(down * 1.04 + kills * inFlight)
      expect((await stat(join(there, 'upload', 'movies', 'movie-0.tiff'))).size).toBe(12 * mebibyte)
    } finally {
      await rig.end()
    }
  }, 900_000)
})
