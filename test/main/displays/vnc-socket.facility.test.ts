import type { Display } from '@contract/display'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loggedIn } from '../../../src/main/displays/rfb-login'
import { describeFacility } from '../../facility/describe-facility'
import { createVncRig, until, untilGone, type VncRig } from './vnc-rig'

let rig: VncRig
beforeEach(async () => {
  rig = await createVncRig('fishy')
})
afterEach(async () => {
  await rig.run(`for file in "$HOME"/unix-vnc/*.pid; do pid=$(cat "$file") || continue; kill "$pid"; ${untilGone}; done 2>/dev/null
    rm -rf "$HOME/unix-vnc"; vncserver -kill :46 >/dev/null 2>&1; true`)
  await rig.close()
})

/** A server of this account that listens on a socket only, as somebody may start one by hand. */
async function startByHand(number: number): Promise<Display> {
  await rig.run(
    `umask 077; mkdir -p "$HOME/unix-vnc" "$HOME/.vnc"; cd "$HOME/unix-vnc"
    printf 'byhandpw\\n' | vncpasswd -f >passwd
    nohup Xvnc ":$1" -rfbport -1 -rfbunixpath "of $1" -rfbauth passwd -securitytypes VncAuth -geometry 640x480 \\
      </dev/null >log 2>&1 &
    echo $! >"$1.pid"`,
    String(number)
  )
  return listed(number)
}

const listed = (number: number): Promise<Display> =>
  until(`display :${number} is listed`, async () => {
    const list = await rig.adapter.list(rig.place, undefined)
    return list?.find(({ id, state }) => id === `:${number}` && state === 'ready')
  })

describeFacility('A VNC server that listens on a socket file', 'ssh', () => {
  it('is listed with its path, opened through the link, and checked', async () => {
    const display = await startByHand(45)
    expect(display).toMatchObject({ owner: 'fishy', listens: null })
    expect(display.socket).toMatch(/\/unix-vnc\/of 45$/)
    const opened = await rig.open(':45')
    expect(opened.launch).toMatchObject({ way: 'inside', port: 0, socket: display.socket })
    const watching = rig.channels.watch(opened.launch.channel ?? '', AbortSignal.timeout(60_000))
    const first = await watching.next()
    expect(first.value).toMatchObject({ type: 'bytes', base64: Buffer.from('RFB 003.008\n').toString('base64') })
    await watching.return()
    await opened.ended
    const link = await rig.connection()
    const stream = await link.forwardOutSocket(display.socket ?? '')
    const login = { password: 'byhandpw', signal: AbortSignal.timeout(60_000) }
    expect(await loggedIn(stream, login, async () => 'in')).toBe('in')
    const { session } = rig.adapter.check({ place: rig.place, id: ':45' })
    expect(await session?.(AbortSignal.timeout(60_000))).toMatchObject({
      state: 'pass',
      text: expect.stringContaining('of 45')
    })
    await expect(rig.adapter.close(rig.place, ':45', undefined)).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('is listed and ended where vncserver started it', async () => {
    await rig.run(
      `umask 077; mkdir -p "$HOME/unix-vnc" "$HOME/.vnc"; printf 'theirpw1\\n' | vncpasswd -f >"$HOME/.vnc/passwd"
      printf '#!/bin/sh\\nexec openbox\\n' >"$HOME/.vnc/xstartup"; chmod 700 "$HOME/.vnc/xstartup"
      vncserver :46 -rfbport -1 -rfbunixpath "$HOME/unix-vnc/46" -geometry 640x480 </dev/null >/dev/null 2>&1`
    )
    expect(await listed(46)).toMatchObject({ listens: null, socket: expect.stringMatching(/\/unix-vnc\/46$/) })
    const opened = await rig.open(':46')
    expect(opened.launch).toMatchObject({ socket: expect.stringMatching(/\/unix-vnc\/46$/) })
    await opened.close()
    await rig.adapter.close(rig.place, ':46', undefined)
    expect((await rig.adapter.list(rig.place, undefined))?.some(({ id }) => id === ':46')).toBe(false)
  })

  it('is told by its path when nobody answers there any more', async () => {
    await startByHand(47)
    const link = await rig.connection()
    await expect(link.forwardOutSocket('/tmp/no-such-socket')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('/tmp/no-such-socket')
    })
    await rig.run(
      `pid=$(cat "$HOME/unix-vnc/47.pid"); kill -9 "$pid"; ${untilGone}; rm -f /tmp/.X47-lock /tmp/.X11-unix/X47`
    )
    await expect(rig.open(':47')).rejects.toMatchObject({ code: expect.stringMatching(/^(not-found|refused)$/) })
  })
})
