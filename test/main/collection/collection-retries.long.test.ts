/** What a watch learns by trying again, after its waits. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { graceMs } from '@domain/collection/last-files'
import { Failure } from '@domain/failure'
import { describe, expect } from 'vitest'
import { eventually, watchTest as it, namesIn, type WatchRig } from './watch-rig'

const timeout = { timeout: 120_000 }

describe.concurrent('what changes after the last look of a watch that ends', timeout, () => {
  /** Nothing was sent, the session is over, and nobody looks at the folder any more. */
  async function closed(rig: WatchRig): Promise<void> {
    await rig.write('a.eer', 'first')
    rig.changeSite = () => ({
      makeDirectory: () => Promise.reject(new Failure('unreachable', 'The site does not answer.'))
    })
    await rig.add('krios')
    await eventually(() => expect(rig.view().found.files).toBe(1))
    rig.collection.finish('krios')
    rig.ahead = graceMs
    await eventually(() => expect(rig.view()).toMatchObject({ state: 'ending', means: null }))
  }
  const opened = (rig: WatchRig): void => {
    rig.changeSite = () => ({})
  }

  it('is taken as it is now, and then the watch ends', async ({ rig }) => {
    await closed(rig)
    await rig.write('a.eer', 'the second')
    opened(rig)
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(await fs.readFile(join(rig.first, (await namesIn(rig.first))[0] ?? ''), 'utf8')).toBe('the second')
    expect(rig.view().destinations).toMatchObject([{ verified: { files: 1 }, backlog: { files: 0 } }])
  })

  it('is given up where it is gone, and then the watch ends', async ({ rig }) => {
    await closed(rig)
    await fs.rm(join(rig.source, 'a.eer'))
    opened(rig)
    await eventually(() => expect(rig.view().state).toBe('ended'))
    expect(rig.view().destinations).toMatchObject([{ lost: 1, backlog: { files: 0 } }])
  })
})

describe.concurrent('a folder', timeout, () => {
  it('that goes away is waited for, and said', async ({ rig }) => {
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
