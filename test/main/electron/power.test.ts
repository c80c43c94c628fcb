import type { Transfer } from '@contract/transfers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { sampleTransfer } from '../../contract/sample-transfer'
import { electron } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)
const { createSleepBlocker, pauseWhileAsleep } = await import('../../../src/main/electron/power')
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

function setUp(list: () => readonly Transfer[]) {
  const transfers = { pause: vi.fn(async () => undefined), resume: vi.fn(async (_input: { id?: string }) => undefined) }
  // Only these calls are made; the client's type carries more.
  pauseWhileAsleep({ transfers } as unknown as Parameters<typeof pauseWhileAsleep>[0], list, silentLog)
  return transfers
}

describe('falling asleep', () => {
  const open: readonly Transfer[] = [
    sampleTransfer,
    { ...sampleTransfer, id: 'waiting-1', state: 'waiting' },
    { ...sampleTransfer, id: 'paused-by-hand', state: 'paused' },
    { ...sampleTransfer, id: 'over', state: 'finished' }
  ]

  it('pauses what moves or waits; waking resumes that and nothing else', async () => {
    const transfers = setUp(() => open)
    powerMonitor.emit('suspend')
    await vi.waitFor(() => expect(transfers.pause).toHaveBeenCalledExactlyOnceWith({}))
    powerMonitor.emit('resume')
    await vi.waitFor(() => expect(transfers.resume).toHaveBeenCalledTimes(2))
    expect(transfers.resume.mock.calls).toEqual([
      [{ id: sampleTransfer.id, automatic: true }],
      [{ id: 'waiting-1', automatic: true }]
    ])
  })

  it('does not resume twice, and forgets nothing over two sleeps in a row', async () => {
    let list = open
    const transfers = setUp(() => list)
    powerMonitor.emit('suspend')
    await vi.waitFor(() => expect(transfers.pause).toHaveBeenCalledOnce())
    list = []
    powerMonitor.emit('suspend')
    powerMonitor.emit('resume')
    await vi.waitFor(() => expect(transfers.resume).toHaveBeenCalledTimes(2))
    powerMonitor.emit('resume')
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(transfers.resume).toHaveBeenCalledTimes(2)
  })

  it('asks nothing of the engine while nothing moves', async () => {
    const transfers = setUp(() => [])
    powerMonitor.emit('suspend')
    powerMonitor.emit('resume')
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(transfers.pause).not.toHaveBeenCalled()
    expect(transfers.resume).not.toHaveBeenCalled()
  })
})
