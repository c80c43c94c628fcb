/** Doors of several commands to the one engine of a data folder. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createEngineDoor, type EngineDoor } from '../../../src/main/cli/engine-door'

// The real one is let go for certain when its process ends; here all are in one process.
vi.mock('../../../src/main/local/engine-lock', () => {
  const held = new Set<string>()
  return {
    takeEngineLock(at: string) {
      if (held.has(at)) return null
      held.add(at)
      return { release: () => held.delete(at) }
    }
  }
})

let folder: string
let doors: EngineDoor[]
const door = (): EngineDoor => {
  const made = createEngineDoor(join(folder, 'data'))
  doors.push(made)
  return made
}
const signal = AbortSignal.timeout(60_000)

// The door loads it when a command needs it, which takes its time here.
beforeAll(() => import('../../../src/main/attach'), 120_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-door-'))
  doors = []
})
afterEach(async () => {
  for (const one of doors.toReversed()) await one.close(AbortSignal.abort())
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

it('the engine of a command does not last, whether it is one’s own or that of another', async () => {
  expect(await door().lasts(signal)).toBe(false)
  const guest = door()
  expect(await guest.lasts(signal)).toBe(false)
  expect((await guest.open()).owned).toBe(false)
})

it('the engine of serve lasts', async () => {
  await door().open('host')
  expect(await door().lasts(signal)).toBe(true)
})

it('a command goes on with an engine of its own when the one that it used has ended', async () => {
  const [owner, guest] = [door(), door()]
  await owner.open()
  const before = await guest.client()
  await owner.close(AbortSignal.abort())
  await expect(before.app.info(undefined, { signal })).rejects.toMatchObject({ code: 'unreachable' })
  expect(await guest.lasts(signal)).toBe(false)
  const after = await guest.again()
  expect(await after.app.info(undefined, { signal })).toMatchObject({ door: 'cli' })
  expect((await guest.open()).owned).toBe(true)
  // One that is its own stays what it is.
  expect(await guest.again()).toBe(after)
})
