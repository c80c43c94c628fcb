import { beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { electron } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)
const { createSleepBlocker, tellOfSleep } = await import('../../../src/main/electron/power')
const { powerMonitor, powerSaveBlocker } = electron

beforeEach(() => {
  powerMonitor.removeAllListeners()
  powerSaveBlocker.start.mockClear()
  powerSaveBlocker.stop.mockClear()
})

describe('sleep', () => {
  it('is kept off once, and only as long as wanted', () => {
    const block = createSleepBlocker()
    block(false)
    expect(powerSaveBlocker.stop).not.toHaveBeenCalled()
    block(true)
    block(true)
    expect(powerSaveBlocker.start).toHaveBeenCalledExactlyOnceWith('prevent-app-suspension')
    block(false)
    block(false)
    expect(powerSaveBlocker.stop).toHaveBeenCalledExactlyOnceWith(7)
    block(true)
    expect(powerSaveBlocker.start).toHaveBeenCalledTimes(2)
  })
})

it('sleep and waking are told to the engine', async () => {
  const power = vi.fn(async (_input: { event: string }) => undefined)
  tellOfSleep({ app: { power } }, silentLog)
  powerMonitor.emit('suspend')
  powerMonitor.emit('resume')
  expect(power.mock.calls).toEqual([[{ event: 'sleep' }], [{ event: 'wake' }]])
})
