import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { appWindowArguments, findBrowser, hasDisplay } from '../../src/main/browser'

afterEach(() => vi.restoreAllMocks())
const on = (platform: NodeJS.Platform): void => void vi.spyOn(process, 'platform', 'get').mockReturnValue(platform)

describe('the browser for an app window', () => {
  it('is the first of the family along the path', () => {
    on('linux')
    const PATH = ['/opt/bin', '/usr/bin'].join(delimiter)
    const there = [join('/usr/bin', 'chromium'), join('/opt/bin', 'google-chrome')]
    expect(findBrowser({ PATH }, path => there.includes(path))).toBe(there[0])
    expect(findBrowser({ PATH }, () => false)).toBeNull()
    expect(findBrowser({}, () => false)).toBeNull()
  })

  it('is looked for in its own places on Windows and macOS', () => {
    on('win32')
    const environment = { PROGRAMFILES: 'C:\\Program Files' }
    expect(findBrowser(environment, path => path.includes('msedge'))).toContain('msedge.exe')
    on('darwin')
    expect(findBrowser({}, path => path.includes('Google Chrome.app'))).toContain('Google Chrome')
  })

  it('needs a display on Linux', () => {
    on('linux')
    expect(hasDisplay({})).toBe(false)
    expect(hasDisplay({ DISPLAY: ':0' })).toBe(true)
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    on('darwin')
    expect(hasDisplay({})).toBe(true)
  })

  it('gets a profile of its own, and loses its sandbox for root alone', () => {
    const user = vi.spyOn(process, 'getuid').mockReturnValue(1000)
    const own = appWindowArguments('http://127.0.0.1:1/open?code=x', '/data/window')
    expect(own).toContain('--app=http://127.0.0.1:1/open?code=x')
    expect(own).toContain('--user-data-dir=/data/window')
    expect(own).not.toContain('--no-sandbox')
    user.mockReturnValue(0)
    expect(appWindowArguments('http://127.0.0.1:1/', '/data/window')).toContain('--no-sandbox')
  })
})
