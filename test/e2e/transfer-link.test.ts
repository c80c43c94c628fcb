/** Links that go silent, break, or lose their server in the middle of a file. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch, startSshd, stopSshd } from '../facility/facility'
import { json, type Outcome } from './command-rig'
import { createFaultRig, expectSame, type FaultRig, giveAway, mebibyte, partFiles, soak, until } from './fault-rig'

const size = 20 * mebibyte
const speed = 8 * mebibyte
const inFlight = 4 * mebibyte
/** Long enough for the connection to be given up: a server silent for four seconds is lost here. */
const silenceMs = soak ? 30_000 : 7000

let rig: FaultRig

/** Every link's server is one that few other tests use: it is stopped below. */
beforeAll(async () => {
  rig = await createFaultRig('shellsftp', speed, 2)
})
afterAll(() => rig.end())

interface Copy {
  readonly source: string
  readonly target: string
  readonly words: string[]
}

/** A file at one end and the command that copies it to the other. */
async function prepare(way: 'up' | 'down'): Promise<Copy> {
  const far = await scratch()
  const near = join(rig.folder, `near-${randomBytes(4).toString('hex')}`)
  await mkdir(near)
  const [from, to] = way === 'up' ? [near, far] : [far, near]
  const source = join(from, 'movie.tiff')
  const target = join(to, 'arrived.tiff')
  await writeFile(source, randomBytes(size))
  if (way === 'down') giveAway(source)
  return { source, target, words: way === 'up' ? ['put', source, `lab:${target}`] : ['get', `lab:${source}`, target] }
}

/** Copies, does `fault` once a third of the file has passed, and waits for the end. */
async function copyThrough({ source, target, words }: Copy, way: 'up' | 'down', fault: () => Promise<void>) {
  const before = rig.link.bytes[way]
  const copying = rig.farscope(['--json', ...words])
  expect(await until(60_000, () => rig.link.bytes[way] - before > size / 3)).toBe(true)
  await fault()
  const outcome: Outcome = await copying
  expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 0, stderr: '' })
  expect(json(outcome)).toMatchObject({ files: 1, bytes: size, failed: [] })
  expectSame(source, target)
  expect(await partFiles(join(target, '..'))).toEqual([])
  expect(rig.link.bytes[way] - before).toBeLessThan(size * 1.04 + inFlight)
}

describeFacility('a file on the way', 'ssh', () => {
  describe.each(['up', 'down'] as const)('%s', way => {
    it('survives a link that is silent for a while, and goes on where it was', async () => {
      await copyThrough(await prepare(way), way, async () => {
        rig.link.freeze()
        await sleep(silenceMs)
        rig.link.thaw()
      })
    })

    it('survives a link that breaks, three times', async () => {
      await copyThrough(await prepare(way), way, async () => {
        for (let times = 0; times < 3; times++) {
          rig.link.cut()
          await sleep(700)
        }
      })
    })

    it('survives a server that is restarted', async () => {
      await copyThrough(await prepare(way), way, async () => {
        await stopSshd('shellsftp')
        await sleep(1500)
        await startSshd('shellsftp')
      })
    })
  })
})
