/** One engine for all commands of a data folder: its logins, its end, and how a command is interrupted. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { countLogins, facility, loginMark, scratch } from '../facility/facility'
import { createRig, errorOf, firstDocument, type Rig } from './command-rig'

/** Nobody else logs in as this one, so its logins can be counted. */
const user = 'tcshell'
let rig: Rig
let served: ChildProcess | undefined

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

/** A command that says when it runs on the site. */
function startRemote(...command: string[]) {
  const child = rig.start(['--json', 'exec', 'far', '--', ...command])
  const ended = new Promise<{ status: number | null; stdout: Buffer; stderr: string }>(resolve => {
    const stdout: Buffer[] = []
    let stderr = ''
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr?.on('data', chunk => (stderr += chunk))
    child.once('close', status => resolve({ status, stdout: Buffer.concat(stdout), stderr }))
  })
  child.stdin?.end()
  return { child, ended }
}

/** Waits until a command has attached or connected: `status` tells of an open channel. */
async function untilChannelOpen(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (/"channels":[1-9]/.test(JSON.stringify(await rig.json(['status'])))) return
    await sleep(100)
  }
  throw new Error('no channel was opened')
}

/** Waits at the site until a file is there. */
const untilThere = (file: string): string => `until [ -e ${file} ]; do sleep 0.1; done`

/**
 * A command whose own work is over, and another that runs through its engine until it is released. Each knows of the
 * other by a file at the site, however long their programs took to start.
 */
async function ownerAndGuest() {
  const folder = await scratch(user)
  const owner = startRemote('sh', '-c', `${untilThere(`${folder}/guest-runs`)}; echo over`)
  const answered = once(owner.child.stdout ?? owner.child, 'data')
  await untilChannelOpen()
  const guest = startRemote('sh', '-c', `touch ${folder}/guest-runs; ${untilThere(`${folder}/released`)}`)
  await answered
  return { owner, guest, release: () => writeFile(join(folder, 'released'), '') }
}

describeFacility('the engine', 'ssh', () => {
  beforeAll(() => rig.site('far', 'facility', ['--user', user, '--identity', facility.keys.cryo]))
  afterEach(async () => {
    if (served?.exitCode !== null || served.signalCode !== null) return
    const gone = once(served, 'exit')
    served.kill('SIGKILL')
    await gone
  })

  it('logs in once for all commands, one after another and at once', async () => {
    served = await rig.serve()
    const mark = loginMark('facility')
    const folder = await scratch(user)
    const file = join(rig.folder, 'file')
    await writeFile(file, 'content')
    await rig.json(['put', file, `far:${folder}/`])
    await Promise.all([
      rig.json(['ls', `far:${folder}`]),
      rig.json(['get', `far:${folder}/file`, join(rig.folder, 'back')]),
      rig.json(['exec', 'far', '--', 'true']),
      rig.json(['site', 'check', 'far']),
      rig.json(['jobs', 'far'])
    ])
    expect(countLogins('facility', mark, user)).toBe(1)
    expect(await rig.json(['status'])).toMatchObject({
      engine: { pid: served.pid },
      connections: [{ site: 'far', state: 'connected', logins: 1 }]
    })
    served.kill('SIGTERM')
    expect(await once(served, 'exit')).toEqual([0, null])
  })

  it('that dies in the middle of a call leaves an error, not a command that hangs', async () => {
    served = await rig.serve()
    const { ended } = startRemote('sleep', '60')
    await untilChannelOpen()
    served.kill('SIGKILL')
    const outcome = await ended
    expect([outcome.status, outcome.stdout.length, errorOf(outcome).code]).toEqual([5, 0, 'unreachable'])
    expect(await rig.json(['exec', 'far', '--', 'echo', 'again'])).toMatchObject({ stdout: 'again\n' })
  })

  it('of a command lives until the commands that use it have ended', async () => {
    const { owner, guest, release } = await ownerAndGuest()
    // The owner's own command is over, as its answer says; the other one still runs through its engine.
    expect(await rig.json(['status'])).toMatchObject({ engine: { pid: owner.child.pid } })
    expect(owner.child.exitCode).toBe(null)
    await release()
    expect([(await guest.ended).status, (await owner.ended).status]).toEqual([0, 0])
  })

  it('of a command ends at once when that is interrupted', async () => {
    const { owner, guest } = await ownerAndGuest()
    owner.child.kill('SIGINT')
    expect((await owner.ended).status).toBe(0)
    const left = await guest.ended
    expect([left.status, errorOf(left).code]).toEqual([5, 'unreachable'])
  })
})

describeFacility('a command', 'ssh', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ] as const)('ends with %s', async (signal, status) => {
    const { child, ended } = startRemote('sleep', '60')
    await untilChannelOpen()
    child.kill(signal)
    const outcome = await ended
    expect([outcome.status, outcome.stdout.length, errorOf(outcome).code]).toEqual([status, 0, 'cancelled'])
  })

  it('without a display opens the window as an address', async () => {
    const child = rig.start(['open', '--json'])
    expect(await firstDocument(child)).toMatchObject({ message: expect.stringContaining('http://127.0.0.1:') })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
