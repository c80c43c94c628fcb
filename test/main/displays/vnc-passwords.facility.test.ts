import type { Display } from '@contract/display'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loggedIn } from '../../../src/main/displays/rfb-login'
import { passwordFile } from '../../../src/main/displays/vnc-secrets'
import { describeFacility } from '../../facility/describe-facility'
import { createVncRig, until, type VncRig } from './vnc-rig'

let rig: VncRig
let other: VncRig
beforeEach(async () => {
  ;[rig, other] = await Promise.all([createVncRig(), createVncRig()])
})
afterEach(async () => {
  await other.close()
  await rig.close()
})

/** Opens it on that computer and gives the password that its window gets. */
async function passwordOf(computer: VncRig, id: string, right: 'control' | 'view' = 'control'): Promise<string> {
  const { launch } = await computer.open(id, right)
  return computer.channels.password(launch.channel ?? '') ?? ''
}

/** What a window does with its password, some time after it was opened. */
async function logIn({ socket }: Display, password: string): Promise<string> {
  const link = await rig.connection()
  const stream = await link.forwardOutSocket(socket ?? '')
  return loggedIn(stream, { password, signal: AbortSignal.timeout(60_000) }, async () => 'in')
}

/** As if the last opening had been some time ago. */
const longAgo = (id: string): Promise<string> =>
  rig.run('echo 1 >"$HOME/.local/share/farscope/displays/$(uname -n)$1/opened"', id)

describeFacility('The passwords of a VNC display that two computers use', 'ssh', () => {
  it('stay as they are when the other one looks at a picture of it or checks it', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const password = await passwordOf(rig, display.id)
    await longAgo(display.id)
    await other.adapter.thumbnail?.(other.place, display.id, 64, undefined)
    const { session } = other.adapter.check({ place: other.place, id: display.id })
    expect(await session?.(AbortSignal.timeout(60_000))).toMatchObject({ state: 'pass' })
    expect(await logIn(display, password)).toBe('in')
  })

  it('are the same for both who open it at once, and both get in', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const passwords = await Promise.all([rig, other, rig, other].map(one => passwordOf(one, display.id)))
    for (const password of passwords) expect(await logIn(display, password)).toBe('in')
    const view = await passwordOf(other, display.id, 'view')
    expect(passwords).not.toContain(view)
    expect(await logIn(display, view)).toBe('in')
  })

  it('are those of an opening that has just begun to change them', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const link = await rig.connection()
    const theirs = { control: 'theirsPw', view: 'theirsVw' }
    const changing = link.run(
      `cd "$HOME/.local/share/farscope/displays/$(uname -n)$1" && exec 9>>lock && flock 9 && cat >theirs && : >held
      sleep 2; mv theirs passwd; date +%s >opened`,
      { args: [display.id], stdin: passwordFile(theirs) }
    )
    const held = 'ls "$HOME/.local/share/farscope/displays/$(uname -n)$1/held" 2>/dev/null'
    await until('the other opening has begun', async () => (await rig.run(held, display.id)) || undefined)
    expect(await passwordOf(other, display.id)).toBe(theirs.control)
    await changing
    expect(await logIn(display, theirs.control)).toBe('in')
  })

  it('are new ones when it is opened after a while, and the old ones are worth nothing', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const before = await passwordOf(rig, display.id)
    await longAgo(display.id)
    const after = await passwordOf(other, display.id)
    expect(after).not.toBe(before)
    await expect(logIn(display, before)).rejects.toMatchObject({ code: 'auth-failed' })
    expect(await logIn(display, after)).toBe('in')
  })

  it('are made anew where their file was cut off', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    await passwordOf(rig, display.id)
    await rig.run(': >"$HOME/.local/share/farscope/displays/$(uname -n)$1/passwd"', display.id)
    await expect(rig.adapter.thumbnail?.(rig.place, display.id, 64, undefined)).rejects.toMatchObject({
      code: 'remote-error'
    })
    expect(await logIn(display, await passwordOf(rig, display.id))).toBe('in')
  })

  it('let somebody in after any number of checks', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const { session } = rig.adapter.check({ place: rig.place, id: display.id })
    for (let check = 0; check < 7; check++)
      expect(await session?.(AbortSignal.timeout(60_000))).toMatchObject({ state: 'pass' })
    expect(await logIn(display, await passwordOf(other, display.id))).toBe('in')
  })

  it('are told as refused in the words of a server that lets nobody in for a while', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const refused = async (): Promise<string> => {
      const error: unknown = await logIn(display, 'wrongone').catch((thrown: unknown) => thrown)
      return error instanceof Error ? error.message : ''
    }
    expect(await refused()).toContain('refused the password')
    // Its memory of failures is short: how many it takes depends on how fast they come.
    await expect.poll(refused, { timeout: 90_000, interval: 1 }).toContain('Too many security failures')
  })
})
