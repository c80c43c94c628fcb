import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeNotification, FakeWindow } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)
const { showNotice } = await import('../../../src/main/electron/notices')

beforeEach(() => {
  FakeNotification.all = []
})

describe('a notice of the system', () => {
  it('is shown while nobody looks at the window, and opens it', () => {
    const open = vi.fn()
    showNotice('movies is copied', '4 files', open)
    const [notice] = FakeNotification.all
    expect(notice?.options).toEqual({ title: 'movies is copied', body: '4 files' })
    expect(notice?.show).toHaveBeenCalledOnce()
    notice?.emit('click')
    expect(open).toHaveBeenCalledOnce()
  })

  it('is none while the window has the focus, or where the system has none', () => {
    FakeWindow.getFocusedWindow.mockReturnValueOnce(new FakeWindow({}))
    showNotice('a', 'b', () => {})
    FakeNotification.isSupported.mockReturnValueOnce(false)
    showNotice('a', 'b', () => {})
    expect(FakeNotification.all).toEqual([])
  })
})
