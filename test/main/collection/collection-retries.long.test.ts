/** What a watch learns by trying again, after its waits. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWatchRig, eventually, namesIn, type WatchRig } from './watch-rig'

let rig: WatchRig
const timeout = { timeout: 120_000 }

beforeEach(async () => {
  rig = await createWatchRig()
})

afterEach(() => rig.end())

describe('what changes after the last look of a watch that ends', timeout, () => {
  /** Nothing was sent, the session is over, and nobody looks at the folder any more. */
  async function closed(): Promise<void> {
    await rig.write('a.eer', 'first')
    rig.changeSite = () => ({
      makeDirectory: () => Promise.reject(new Failure('unreachable', 'The site does not answer.'))
    })
    await rig.add('krios')
    await eventually(() => expect(rig.view().found.files).toBe(1))
    rig.collection.finish('krios')
    await eventually(() => expect(rig.view()).toMatchObject({ state: 'ending', means: null }))
  }
  const opened = (): void => {
    rig.changeSite = () => ({})
  }

  it('is taken as it is now, and then the watch ends', async () => {
    await closed()
    await rig.write('a.eer', 'the second')
    opened()
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(await fs.readFile(join(rig.first, (await namesIn(rig.first))[0] ?? ''), 'utf8')).toBe('the second')
    expect(rig.view().destinations).toMatchObject([{ verified: { files: 1 }, backlog: { files: 0 } }])
  })

  it('is given up where it is gone, and then the watch ends', async () => {
    await closed()
    await fs.rm(join(rig.source, 'a.eer'))
    opened()
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(rig.view().destinations).toMatchObject([{ lost: 1, backlog: { files: 0 } }])
  })
})

describe('a folder', timeout, () => {
  it('that goes away is waited for, and said', async () => {
    await rig.write('a.eer', 'a')
    await rig.add('krios')
    await rig.verified(1)
    await fs.rename(rig.source, `${rig.source}-away`)
    await eventually(() => expect(rig.view()).toMatchObject({ state: 'waiting', error: { code: 'not-found' } }))
    await fs.rename(`${rig.source}-away`, rig.source)
    await rig.write('b.eer', 'b')
    await rig.verified(2)
  })
})
