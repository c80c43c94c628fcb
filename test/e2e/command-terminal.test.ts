/** The questions of the command at a terminal, typed by a person: here a pseudo-terminal. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawn } from 'node-pty'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { createRig, program, type Rig } from './command-rig'

let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

interface Screen {
  status: number
  text: string
}

/** Runs a command on a terminal; each answer is typed once its question is there. */
function typing(args: string[], dialogue: readonly (readonly [question: RegExp, answer: string])[]): Promise<Screen> {
  const terminal = spawn(process.execPath, [program, '--data-dir', rig.data, ...args], {
    cols: 200,
    rows: 50,
    env: rig.environment()
  })
  const left = [...dialogue]
  let text = ''
  let seen = 0
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      terminal.kill('SIGKILL')
      reject(new Error(`still waiting for ${left[0]?.[0]}; on the screen: ${text}`))
    }, 60_000)
    terminal.onData(data => {
      text += data
      const [question, answer] = left[0] ?? []
      if (!question || answer === undefined || !question.test(text.slice(seen))) return
      seen = text.length
      left.shift()
      terminal.write(answer)
    })
    terminal.onExit(({ exitCode }) => {
      clearTimeout(limit)
      resolve({ status: exitCode, text })
    })
  })
}

const enter = '\r'
const controlC = '\u0003'

describeFacility('at a terminal', 'ssh', () => {
  beforeAll(async () => {
    const where = ['--host', facility.host, '--port', String(facility.ports.facility)]
    await rig.json(['site', 'add', 'asked', ...where, '--user', 'cryo'])
  })
  const exec = ['exec', 'asked', '--', 'echo', 'in', 'side']

  it('a host key that is not accepted ends the command', async () => {
    const { status, text } = await typing(exec, [
      [/authenticity of host .*SHA256:.*yes\/no/s, `perhaps${enter}`],
      [/type 'yes', 'no'/, `no${enter}`]
    ])
    expect(status).toBe(3)
    expect(text).not.toContain('Password')
  })

  it('Ctrl-C at a question ends with 130', async () => {
    expect((await typing(exec, [[/yes\/no/, controlC]])).status).toBe(130)
  })

  it('an accepted host key is kept, and a password is typed unseen', async () => {
    const first = await typing(exec, [
      [/yes\/no/, `yes${enter}`],
      [/assword/, `${facility.password}${enter}`]
    ])
    expect([first.status, first.text]).toEqual([0, expect.stringContaining('in side')])
    expect(first.text).not.toContain(facility.password)
    const second = await typing(exec, [[/assword/, `${facility.password}${enter}`]])
    expect(second.status).toBe(0)
    expect(second.text).not.toContain('authenticity')
  })

  it('a wrong password is refused once and not asked for ever', async () => {
    const { status } = await typing(exec, [
      [/assword/, `wrong${enter}`],
      [/assword/, `wrong${enter}`]
    ])
    expect(status).toBe(4)
  })

  it('a removal asks, and only yes removes', async () => {
    await rig.site('keyed', 'facility')
    const folder = await scratch()
    const file = join(rig.folder, 'file')
    await writeFile(file, 'content')
    await rig.json(['put', file, `keyed:${folder}/`])
    const remove = ['rm', '-r', `keyed:${folder}`]
    expect((await typing(remove, [[/Remove 1 files and 1 folders.*y\/N/, enter]])).status).toBe(1)
    expect(await rig.json(['ls', `keyed:${folder}`])).toMatchObject([{ name: 'file' }])
    expect((await typing(remove, [[/y\/N/, `y${enter}`]])).status).toBe(0)
    expect(await rig.failure(['ls', `keyed:${folder}`])).toEqual([1, 'not-found'])
  })
})
