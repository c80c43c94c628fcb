import { parseVncserverList, startedDisplay, startTrouble } from '@domain/displays/vncserver-words'
import { describe, expect, it } from 'vitest'

describe('the list of vncserver', () => {
  it('is read as TigerVNC up to 1.10 prints it', () => {
    const text = '\nTigerVNC server sessions:\n\nX DISPLAY #\tPROCESS ID\n:2\t\t     27137\n:1\t\t     12504\n'
    expect(parseVncserverList(text)).toEqual([
      { display: 2, port: 5902, socket: null, pid: 27137 },
      { display: 1, port: 5901, socket: null, pid: 12504 }
    ])
  })

  it('is read as TigerVNC with ports prints it', () => {
    const text = 'TigerVNC server sessions:\n\nX DISPLAY #\tRFB PORT #\tPROCESS ID\n:2\t\t5912\t\t2952\n'
    expect(parseVncserverList(text)).toEqual([{ display: 2, port: 5912, socket: null, pid: 2952 }])
  })

  it("is read as Debian's wrapper prints it, with and without a path", () => {
    const head = 'TigerVNC server sessions:\n\nX DISPLAY #\tRFB PORT #\tRFB UNIX PATH\tPROCESS ID #\tSERVER\n'
    expect(parseVncserverList(`${head}1         \t5901      \t             \t3423510     \tXtigervnc\n`)).toEqual([
      { display: 1, port: 5901, socket: null, pid: 3423510 }
    ])
    expect(parseVncserverList(`${head}3         \t5903      \t/tmp/vnc.sock\t77 (stale)  \tXtigervnc\n`)).toEqual([
      { display: 3, port: 5903, socket: '/tmp/vnc.sock', pid: null }
    ])
    expect(parseVncserverList(`${head}7         \t----      \t/run/user/1/v\t78          \tXtigervnc\n`)).toEqual([
      { display: 7, port: null, socket: '/run/user/1/v', pid: 78 }
    ])
  })

  it('is read as TurboVNC prints it, whose third column is often empty', () => {
    const text = '\nTurboVNC sessions:\n\nX DISPLAY #     PROCESS ID      NOVNC PROCESS ID\n:44\t        27644\n'
    expect(parseVncserverList(text)).toEqual([{ display: 44, port: 5944, socket: null, pid: 27644 }])
  })

  it('is empty where nothing runs, or something else was printed', () => {
    expect(parseVncserverList('\nTigerVNC server sessions:\n\nX DISPLAY #\tPROCESS ID\n')).toEqual([])
    expect(parseVncserverList('vncserver: command not found\n')).toEqual([])
  })
})

describe('the start of vncserver', () => {
  it.each([
    ["\nNew 'node2:6 (alice)' desktop is node2:6\n\nLog file is /home/alice/.vnc/node2:6.log\n", 6, 5906],
    ["Desktop 'TurboVNC: talos2:1 (dev)' started on display talos2:1\n", 1, 5901],
    ["New Xtigervnc server 'rock:3 (radxa)' on port 5913 for display :3.\nUse xtigervncviewer :3\n", 3, 5913],
    ["New 'hostname:1 (user)' desktop at :1 on machine hostname\n", 1, 5901]
  ])('tells its display: %s', (text, display, port) => {
    expect(startedDisplay(text)).toEqual({ display, port })
  })

  it('tells none where it failed', () => {
    expect(startedDisplay('A VNC server is already running as :1\n')).toBeNull()
  })

  it('is explained where its log says what is wrong', () => {
    expect(startTrouble('(EE) Server is already active for display 1')).toBe('the display is taken')
    expect(startTrouble('could not open default font')).toContain('fonts')
    expect(startTrouble('all is well')).toBeNull()
  })
})
