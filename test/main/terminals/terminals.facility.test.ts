import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'
import { createTerminals, type Terminals } from '../../../src/main/terminals/terminals'
import { describeFacility } from '../../facility/describe-facility'
import { countLogins, dropConnections, facility, loginMark, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { timesOf } from './times-of'

// For terminals of a site no more of the platform than this is used.
const platform = { clock: systemClock, log: silentLog, dataFolder: '/there/is/none' } as unknown as Platform
const place = { kind: 'site' as const, site: 'facility' }
const megabytes = 1_000_000

let rig: Rig
let terminals: Terminals
let count = 0
let further: Connection[]
let port: number

beforeEach(async () => {
  rig = await createRig()
  further = []
  port = facility.ports.facility
  const access: SiteAccess = {
    connection: () => rig.connections.acquire(targetAt(port)),
    further: async (like, signal) => {
      const connection = await rig.connections.further(like.target, { signal })
      further.push(connection)
      return connection
    }
  }
  terminals = createTerminals({ platform, access })
})
afterEach(async () => {
  await terminals.close()
  await rig.close()
})

async function open(folder?: string): Promise<string> {
  const id = `terminal-${++count}`
  await terminals.open({ id, place, cols: 80, rows: 24, folder }, undefined)
  return id
}

/** What is printed until `until` matches, or all of it with the end. */
async function read(id: string, until?: RegExp): Promise<{ text: string; end: unknown }> {
  let text = ''
  for await (const item of terminals.watch(id, AbortSignal.timeout(120_000))) {
    if (item.type === 'exit') return { text, end: item }
    if (item.type !== 'data') continue
    text += item.data
    terminals.ack(id, text.length)
    if (until?.test(text)) break
  }
  return { text, end: null }
}

async function run(args: string[], stdin?: Buffer): Promise<{ stdout: Buffer; stderr: Buffer; code: unknown }> {
  const id = `command-${++count}`
  const out: Buffer[] = []
  const err: Buffer[] = []
  let code: unknown
  const signal = AbortSignal.timeout(200_000)
  const feed = async (): Promise<void> => {
    for (let at = 0; stdin && at < stdin.length; at += 64_000) {
      const end = at + 64_000 >= stdin.length
      await terminals.runInput(id, stdin.subarray(at, at + 64_000).toString('base64'), end, signal)
    }
  }
  const consume = async (): Promise<void> => {
    const request = { id, site: 'facility', args, hasInput: stdin !== undefined }
    for await (const event of terminals.run(request, signal)) {
      if (event.type === 'exit') code = event.code
      else (event.type === 'stdout' ? out : err).push(Buffer.from(event.base64, 'base64'))
    }
  }
  await Promise.all([consume(), feed()])
  return { stdout: Buffer.concat(out), stderr: Buffer.concat(err), code }
}

describeFacility('terminals on a real server', 'ssh', () => {
  it('echo what is typed, follow the size of the window and tell the status', async () => {
    const id = await open()
    terminals.resize(id, 132, 43)
    await terminals.input(id, 'sleep 0.2; stty size; echo "t=$TERM"; exit 7\n')
    const { text, end } = await read(id)
    expect(text).toContain('stty size')
    expect(text).toContain('43 132')
    expect(text).toContain('t=xterm-256color')
    expect(end).toMatchObject({ code: 7, signal: null, reason: 'The shell has ended with status 7.' })
  })

  it('start in a folder with any name as a login shell, without typing into it', async () => {
    const folder = `${await scratch()}/-a 'b' $(date)`
    expect((await run(['mkdir', '--', folder])).code).toBe(0)
    const id = await open(folder)
    terminals.resize(id, 100, 30)
    await terminals.input(
      id,
      'sleep 0.2; printf "[%s]\\n" "$PWD"; stty size; shopt -q login_shell && echo "t=$TERM"; exit\n'
    )
    const { text, end } = await read(id)
    expect(text).toContain(`[${folder}]`)
    expect(text).toContain('30 100')
    expect(text).toContain('t=xterm-256color')
    expect(text).not.toMatch(/cd --|farscope-/)
    expect(end).toMatchObject({ code: 0 })
  })

  it('start at home and say so when the folder is gone', async () => {
    const id = await open('/there/is/none')
    await terminals.input(id, 'echo "home=$([ "$PWD" = "$HOME" ] && echo y)es"; exit\n')
    const { text } = await read(id)
    expect(text).toMatch(/^The folder of this terminal cannot be entered; this is your home\.\r\n/)
    expect(text).toContain('home=yes')
  })

  it('have room on another connection when the first has no channel left', async () => {
    port = facility.ports.threechannels
    const [ids, times] = await timesOf(5, () => open())
    // Each beyond the third that waited for a channel would take 20 s longer than those that need not.
    expect(Math.max(...times.slice(3)) - Math.max(...times.slice(0, 3))).toBeLessThan(20_000)
    expect(further).toHaveLength(1)
    for (const id of ids) {
      await terminals.input(id, 'echo "shell=$((40 + 2))"; exit\n')
      expect((await read(id)).text).toContain('shell=42')
    }
    // After its last shell the other connection is no more.
    await expect.poll(() => further[0]?.connected).toBe(false)
    expect(rig.asked).toEqual([])
  })

  it('that are opened at once share that other connection', async () => {
    port = facility.ports.threechannels
    const ids = await Promise.all([open(), open(), open(), open(), open()])
    expect(further.length).toBe(1)
    for (const id of ids) await terminals.input(id, 'echo "shell=$((40 + 2))"; exit\n')
    for (const id of ids) expect((await read(id)).text).toContain('shell=42')
  })

  it('say in words that the link was lost', async () => {
    const id = await open()
    await read(id, /\$ $/)
    await dropConnections('facility')
    expect((await read(id)).end).toMatchObject({ code: null, reason: expect.stringMatching(/^Link lost: .{10}/) })
  })
})

describeFacility('terminals behind a second factor', 'ssh', () => {
  it('share one login with one prompt, and none is made for more room', async () => {
    const asking = await createRig(prompt =>
      prompt.kind === 'credentials'
        ? { kind: 'credentials', answers: [facility.password], remember: false }
        : { kind: 'declined' }
    )
    const target = targetAt(facility.ports.mfa)
    const shared = createTerminals({
      platform,
      access: {
        connection: () => asking.connections.acquire(target),
        further: (like, signal) => asking.connections.further(like.target, { signal })
      }
    })
    const mark = loginMark('mfa')
    try {
      for (let at = 0; at < 3; at++)
        await shared.open({ id: `second-factor-${at}`, place, cols: 80, rows: 24 }, undefined)
      expect(asking.asked.map(({ kind }) => kind)).toEqual(['credentials'])
      await expect(asking.connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
      expect(countLogins('mfa', mark)).toBe(1)
    } finally {
      await shared.close()
      await asking.close()
    }
  })
})

describeFacility('single commands on a real server', 'ssh', () => {
  it('get their arguments byte for byte', async () => {
    const hostile = [
      '',
      ' ',
      "'",
      '"$(id)"',
      '`id`',
      'a\nb',
      '\\',
      '!!',
      '*',
      '-n',
      'f\udcff',
      'ü',
      '%s\\0101',
      '\x1b[31m\x07'
    ]
    const { stdout, code } = await run(['printf', '%s\\0', ...hostile])
    const bytes = Buffer.concat(
      hostile.flatMap(word => [word === 'f\udcff' ? Buffer.from([0x66, 0xff]) : Buffer.from(word), Buffer.from([0])])
    )
    expect(stdout.equals(bytes)).toBe(true)
    expect(code).toBe(0)
  })

  it('carry 5 MB through standard input and output unchanged', async () => {
    const bytes = randomBytes(5 * megabytes)
    const { stdout, code } = await run(['cat'], bytes)
    const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex')
    expect([stdout.length, hash(stdout), code]).toEqual([bytes.length, hash(bytes), 0])
  })

  it('keep the two streams apart and give the status of a line for sh', async () => {
    const { stdout, stderr, code } = await run(['echo out; echo err >&2; exit 3'])
    expect([stdout.toString(), stderr.toString(), code]).toEqual(['out\n', 'err\n', 3])
  })
})
