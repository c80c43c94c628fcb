import { overallProgress } from '@domain/transfers/overall-progress'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleTransfer } from '../../contract/sample-transfer'
import { electron, FakeTray } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)
vi.mock('../../../src/main/program', () => ({ programFolder: () => '/program' }))
const { createTray, progressWords } = await import('../../../src/main/electron/tray')

const moving = overallProgress([{ ...sampleTransfer, totalBytes: 1_000_000, doneBytes: 400_000, rate: 1000 }])

describe('the words of the tray', () => {
  it('say how many move, how far they are and how long they take', () => {
    expect(progressWords(moving)).toBe('1 transfer, 40 %, about 10 min left')
    expect(progressWords({ ...moving, moving: 2, scanning: true, secondsLeft: null })).toBe(
      '2 transfers, 40 %, still counting'
    )
    expect(progressWords({ ...moving, secondsLeft: 3 * 3600 + 60 })).toContain('3 h 1 min')
  })

  it('say why nothing moves', () => {
    expect(progressWords(overallProgress([]))).toBe('Nothing moving')
    expect(progressWords(overallProgress([{ ...sampleTransfer, state: 'paused' }]))).toBe('Transfers: 1 paused')
  })
})

describe('the mark beside the clock', () => {
  const acts = { open: vi.fn(), pauseAll: vi.fn(), resumeAll: vi.fn(), quit: vi.fn() }
  const menu = () => electron.Menu.buildFromTemplate.mock.lastCall?.[0].map(({ label }) => label).filter(Boolean)
  beforeEach(() => electron.Menu.buildFromTemplate.mockClear())

  it('opens the window, pauses or resumes, and quits', () => {
    const tray = createTray(acts, moving)
    expect(menu()).toEqual(['1 transfer, 40 %, about 10 min left', 'Open Farscope', 'Pause all', 'Quit…'])
    FakeTray.all[0]?.emit('click')
    expect(acts.open).toHaveBeenCalledOnce()
    tray.show(overallProgress([{ ...sampleTransfer, state: 'paused' }]))
    expect(menu()).toContain('Resume all')
    tray.close()
    expect(FakeTray.all).toEqual([])
  })

  it('is not drawn again while its words stay', () => {
    const tray = createTray(acts, moving)
    tray.show({ ...moving, rate: 1 })
    expect(electron.Menu.buildFromTemplate).toHaveBeenCalledOnce()
    tray.close()
  })
})
