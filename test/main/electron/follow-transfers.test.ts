import { settingsSchema } from '@contract/app'
import type { Transfer } from '@contract/transfers'
import { describe, expect, it, vi } from 'vitest'
import { followTransfers } from '../../../src/main/electron/follow-transfers'
import { silentLog } from '../../../src/main/platform'
import { sampleTransfer } from '../../contract/sample-transfer'

async function* lists(...given: (readonly Transfer[])[]): AsyncGenerator<readonly Transfer[]> {
  yield* given
}

describe('what the desktop knows of the engine', () => {
  it('is the newest list and the newest settings', async () => {
    const settings = settingsSchema.parse({ keepAwake: false })
    const client = {
      transfers: { watch: async () => lists([], [sampleTransfer]) },
      app: {
        watchSettings: async () =>
          (async function* () {
            yield settings
          })()
      }
    }
    const onChange = vi.fn()
    const signal = new AbortController().signal
    // Only these two streams are opened; the client's type carries more.
    const followed = followTransfers(client as unknown as Parameters<typeof followTransfers>[0], {
      log: silentLog,
      signal,
      onChange
    })
    expect(followed().all.moving).toBe(0)
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(3))
    expect(followed()).toMatchObject({ all: { moving: 1 }, settings: { keepAwake: false } })
  })

  it('says so in the log when a stream fails', async () => {
    const fail = async (): Promise<never> => {
      throw new Error('gone')
    }
    const warn = vi.fn()
    const client = { transfers: { watch: fail }, app: { watchSettings: fail } }
    followTransfers(client as unknown as Parameters<typeof followTransfers>[0], {
      log: { ...silentLog, warn },
      signal: new AbortController().signal,
      onChange: () => {}
    })
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2))
  })
})
