/** The engine is killed again and again while it copies both ways. */
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Transfer } from '@contract/transfers'
import { expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import {
  createFaultRig,
  expectSame,
  type FaultRig,
  giveAway,
  makeSession,
  mebibyte,
  partFiles,
  soak,
  transfers,
  until
} from './fault-rig'

const kills = 20
const movies = soak ? 64 : 11
const movieBytes = 12 * mebibyte
/** An engine lives for so long after it was seen to be at work. Milliseconds. */
const life = { shortest: 50, longest: 1100 }
/** Longer than any of them lives, with the look at its list; a busy machine has longer turns. */
const usualTurnMs = 2500
/**
 * What passed the link in so long a moment before a kill may pass again, besides what its sockets still held: it was not
 * confirmed yet, or its confirmation was not yet written down (every 50 ms).
 */
const unconfirmedMs = 150
/** Four large files are on their way at once, and a chunk of one counts when all of it is confirmed. */
const begunChunks = 4 * 256 * 1024
/** Of each engine's life: logins, and looking at what is there. */
const beginningBytes = 128 * 1024
/** What SSH and SFTP add to the bytes of files. */
const wrapping = 1.02

const isOver = ({ state }: Transfer): boolean => state !== 'waiting' && state !== 'running'
const ways = ['up', 'down'] as const

/** The upload and the download, in this order. */
async function both(rig: FaultRig): Promise<Record<(typeof ways)[number], Transfer>> {
  const list = await transfers(rig)
  const up = list.find(({ to }) => to.kind === 'site')
  const down = list.find(({ to }) => to.kind === 'local')
  if (!up || !down) throw new Error('A transfer is missing.')
  return { up, down }
}

describeFacility('an engine killed with -9 at 20 random moments of an upload and a download', 'ssh', () => {
  it('leaves every file identical in the end, and sends again only what was on the way', async () => {
    const rig = await createFaultRig('facility', mebibyte)
    try {
      const far = await scratch()
      const near = join(rig.folder, 'near')
      const there = join(far, 'there')
      await mkdir(near)
      const size = {
        up: await makeSession(join(near, 'upload'), movies, movieBytes, 200),
        down: await makeSession(join(there, 'download'), movies, movieBytes, 200)
      }
      giveAway(there)
      let engine = await rig.serve()
      const before = { ...rig.link.bytes }
      const started = [
        rig.farscope(['--json', 'put', join(near, 'upload'), `lab:${there}/`]),
        rig.farscope(['--json', 'get', `lab:${there}/download`, `${near}/`])
      ]
      expect(await until(60_000, async () => (await transfers(rig)).length === 2)).toBe(true)
      const onTheWay: Record<(typeof ways)[number], number>[] = []
      let now = await both(rig)
      let longestTurnMs = usualTurnMs
      for (let killed = 0; killed < kills; killed++) {
        const began = performance.now()
        // An engine that lives at its longest from now on still leaves something of both.
        const left = Math.min(...ways.map(way => size[way] - now[way].doneBytes))
        rig.link.speed((1000 * left) / (kills - killed + 1) / longestTurnMs)
        await sleep(life.shortest + Math.random() * (life.longest - life.shortest))
        onTheWay.push(rig.link.onTheWay(unconfirmedMs))
        engine.kill('SIGKILL')
        await once(engine, 'exit')
        engine = await rig.serve()
        // The kill came before the end of both.
        now = await both(rig)
        expect([killed, isOver(now.up), isOver(now.down)]).toEqual([killed, false, false])
        longestTurnMs = Math.max(longestTurnMs, 2 * (performance.now() - began))
      }
      rig.link.speed(50 * mebibyte)
      await Promise.all(started)
      const ended = await until(soak ? 600_000 : 180_000, async () => (await transfers(rig)).every(isOver))
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
      for (const way of ways) {
        const sent = rig.link.bytes[way] - before[way]
        const lost = onTheWay.reduce((sum, one) => sum + one[way] + begunChunks, 0)
        expect(sent).toBeLessThan(size[way] * wrapping + lost + (kills + 1) * beginningBytes)
      }
    } finally {
      await rig.end()
    }
  }, 900_000)
})
