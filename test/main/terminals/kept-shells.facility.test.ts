import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TerminalOutput } from '@contract/terminals'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { LinkFollower } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'
import { findKeeper } from '../../../src/main/terminals/shell-scripts'
import { createTerminals, type Terminals } from '../../../src/main/terminals/terminals'
import { describeFacility } from '../../facility/describe-facility'
import { dropConnections, facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { timesOf } from './times-of'

const place = { kind: 'site' as const, site: 'facility' }
const limitMs = 60_000

let rig: Rig
let terminals: Terminals
let followers: LinkFollower[]
let folder: string
let port: number
/** What a host without tmux says. */
let onlyScreen: boolean
/** Connections that were made beside the shared one. */
let further: Connection[]
let count = 0

async function connection(): Promise<Connection> {
  const link = await rig.connections.acquire(targetAt(port))
  if (!onlyScreen) return link
  const run: Connection['run'] = (script, options) => link.run(script === findKeeper ? 'echo screen' : script, options)
  // The link itself with one answer changed: its own fields stand on its prototype chain.
  return Object.assign(Object.create(link) as Connection, { run })
}

function createEngine(): Terminals {
  // For terminals of a site no more of the platform than this is used.
  const platform = { clock: systemClock, log: silentLog, dataFolder: folder } as unknown as Platform
  const hold = (_site: string, _choice: unknown, _holder: unknown, follower: LinkFollower) => {
    followers.push(follower)
    return () => {
      followers = followers.filter(one => one !== follower)
    }
  }
  const beside = async (like: Connection, signal: AbortSignal | undefined): Promise<Connection> => {
    const made = await rig.connections.further(like.target, { signal })
    further.push(made)
    return made
  }
  return createTerminals({ platform, access: { connection, hold, further: beside }, keepsShells: async () => true })
}

beforeEach(async () => {
  rig = await createRig()
  folder = await mkdtemp(join(tmpdir(), 'farscope-kept-'))
  followers = []
  port = facility.ports.facility
  onlyScreen = false
  further = []
  terminals = createEngine()
})
afterEach(async () => {
  for (const { id } of terminals.list()) await terminals.closeTerminal(id, false)
  await terminals.close()
  await rig.close()
  await rm(folder, { recursive: true })
})

async function open(more: { folder?: string } = {}): Promise<string> {
  const id = `kept-terminal-${++count}`
  await terminals.open({ id, place, cols: 80, rows: 24, ...more }, undefined)
  return id
}

/** Follows a terminal to the end of the test; `until` waits for text after the last that was waited for. */
function follow(id: string) {
  const items: TerminalOutput[] = []
  let text = ''
  let from = 0
  const done = (async () => {
    for await (const item of terminals.watch(id, AbortSignal.timeout(2 * limitMs))) {
      items.push(item)
      if (item.type !== 'data') continue
      text += item.data
      // What was on its way when the test ended comes after its terminal is gone.
      if (stateOf(id)) terminals.ack(id, item.offset + item.data.length)
    }
  })()
  const wait = async (what: string, ready: () => boolean): Promise<void> => {
    const giveUp = Date.now() + limitMs
    while (!ready()) {
      const rest = items.filter(({ type }) => type !== 'data')
      if (Date.now() > giveUp)
        throw new Error(`${what} did not come; there was ${JSON.stringify([text.slice(-2000), ...rest])}`)
      await sleep(20)
    }
  }
  return {
    items,
    done,
    get text() {
      return text
    },
    until: async (words: RegExp) => {
      await wait(String(words), () => words.test(text.slice(from)))
      from = text.length
    },
    item: (type: TerminalOutput['type'], lost?: boolean) =>
      wait(type, () => items.some(one => one.type === type && (one.type !== 'link' || one.lost === lost)))
  }
}

async function linkIsBack(): Promise<void> {
  const link = await connection()
  for (const follower of followers) await follower.onBack(link)
}

const stateOf = (id: string) => terminals.list().find(one => one.id === id)

for (const keeper of ['tmux', 'screen'] as const) {
  describeFacility(`a shell that ${keeper} keeps`, 'ssh', () => {
    beforeEach(() => {
      onlyScreen = keeper === 'screen'
    })

    it('outlives a lost link and is shown again at the present size, with what it printed meanwhile', async () => {
      const id = await open()
      expect(stateOf(id)?.kept).toMatchObject({ by: keeper, name: expect.stringMatching(/^farscope-[0-9a-f]{12}$/) })
      const seen = follow(id)
      await seen.until(/\$/)
      await terminals.input(id, 'MARK=still; (sleep 2; echo mean"while") & echo rea"dy"\n')
      await seen.until(/ready/)
      await dropConnections('facility')
      await seen.item('link', true)
      expect(stateOf(id)?.state).toBe('waiting')
      await expect(terminals.input(id, 'rm -r x\n')).rejects.toMatchObject({ code: 'unreachable' })
      terminals.resize(id, 101, 33)
      await sleep(2_500)
      await linkIsBack()
      await seen.item('link', false)
      await seen.until(/meanwhile/)
      expect(stateOf(id)).toMatchObject({ state: 'open' })
      await terminals.input(id, 'echo "$MARK-here"; stty size\n')
      await seen.until(/still-here[\s\S]*33 101/)
      await terminals.input(id, 'exit\n')
      await seen.done
      expect(seen.items.at(-1)).toMatchObject({ type: 'exit', reason: 'The shell has ended.' })
      expect(followers).toEqual([])
    })

    it('is found by the next engine and ended by closing its terminal', async () => {
      const id = await open()
      const kept = stateOf(id)?.kept
      if (!kept) throw new Error('not kept')
      const seen = follow(id)
      await seen.until(/\$/)
      await terminals.input(id, 'seq 1 90; MARK=next; echo do"ne"\n')
      await seen.until(/done/)
      await terminals.close()
      terminals = createEngine()
      const found = await terminals.kept({ site: 'facility' }, undefined)
      expect(found).toContainEqual(expect.objectContaining({ ...kept, attached: false }))
      await terminals.open({ id: 'kept-again-1', place, cols: 80, rows: 24, attach: kept }, undefined)
      const again = follow('kept-again-1')
      await terminals.input('kept-again-1', 'echo "$MARK-engine"\n')
      await again.until(/next-engine/)
      // What had scrolled away is there for the window that has not seen it.
      if (keeper === 'tmux') expect(again.text).toMatch(/\r\n7\r\n8\r\n9\r\n/)
      await terminals.closeTerminal('kept-again-1', false)
      const left = await terminals.kept({ site: 'facility' }, undefined)
      expect(left.map(({ name }) => name)).not.toContain(kept.name)
      await expect(
        terminals.open({ id: 'kept-gone-1', place, cols: 80, rows: 24, attach: kept }, undefined)
      ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(kept.name) })
    })

    it('is the plain login shell for what runs in it, in a folder with any name', async () => {
      const start = `${await scratch()}/a 'b' $(date);`
      await (await connection()).run('mkdir -- "$1"', { args: [start] })
      const id = await open({ folder: start })
      const seen = follow(id)
      await terminals.input(
        id,
        'printf "[%s]\\n" "$PWD"; shopt -q login_shell && echo "in=[$TMUX$STY]"; printf "\\303\\251\\342\\202\\254=%s\\n" x\n'
      )
      await seen.until(/in=\[\][\s\S]*é€=x/)
      expect(seen.text.replaceAll(/\s/g, '')).toContain(`[${start.replaceAll(' ', '')}]`)
      if (keeper === 'tmux') expect(await terminals.folder(id)).toBe(start)
      else expect(await terminals.folder(id)).toBeNull()
    })

    it('gets every key, also those that are the keeper’s own', async () => {
      const id = await open()
      const seen = follow(id)
      await seen.until(/\$/)
      // The shell has left the terminal to others once a command of it prints.
      await terminals.input(id, 'echo re""ady; cat -v\n')
      await seen.until(/ready/)
      await terminals.input(id, '\x02d\x01d\x02:\x01\\ end\n')
      await seen.until(/\^Bd\^Ad\^B:\^A\\ end[\s\S]*\^Bd\^Ad\^B:\^A\\ end/)
    })

    it('leaves its lines in the scrollback of the window and never takes its second screen', async () => {
      const id = await open()
      const seen = follow(id)
      await seen.until(/\$/)
      await terminals.input(id, 'for i in $(seq 1 60); do echo "line $i"; sleep 0.01; done; echo fin"ished"\n')
      await seen.until(/finished/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(seen.text).not.toMatch(/\x1b\[\?(1049|47|1047)h|\x1b\[\d*S/)
      expect(seen.text).toMatch(/line 60/)
    })
  })
}

describeFacility('a shell that is not kept', 'ssh', () => {
  it('ends with the lost link and says so', async () => {
    terminals = createTerminals({
      platform: { clock: systemClock, log: silentLog, dataFolder: folder } as unknown as Platform,
      access: { connection },
      keepsShells: async () => false
    })
    const id = await open()
    expect(stateOf(id)?.kept).toBeNull()
    const seen = follow(id)
    await seen.until(/\$/)
    await dropConnections('facility')
    await seen.done
    expect(seen.items.at(-1)).toMatchObject({ type: 'exit', reason: expect.stringMatching(/^Link lost: .{10}/) })
  })
})

describeFacility('a server that allows three channels', 'ssh', () => {
  it('keeps more shells than that, on another connection, and shows all of them again after a loss', async () => {
    port = facility.ports.threechannels
    const [ids, times] = await timesOf(5, () => open())
    // Each beyond the third that waited for a channel would take 20 s longer than those that need not.
    expect(Math.max(...times.slice(3)) - Math.max(...times.slice(0, 3))).toBeLessThan(20_000)
    expect(further).toHaveLength(1)
    const seen = ids.map(follow)
    for (const id of ids) await terminals.input(id, `MARK=of-${id}\n`)
    await dropConnections('threechannels')
    for (const one of seen) await one.item('link', true)
    const link = await connection()
    // As the window does it: all at once.
    await Promise.all(followers.map(follower => follower.onBack(link)))
    for (const one of seen) await one.item('link', false)
    for (const [at, id] of ids.entries()) {
      await terminals.input(id, 'echo "still-$MARK"\n')
      await seen[at]?.until(new RegExp(`still-of-${id}`))
    }
    // What is asked or ended finds room as well, though every channel of the first connection is taken.
    const [last = ''] = ids.slice(-1)
    const kept = stateOf(last)?.kept
    expect(await terminals.folder(last)).toMatch(/^\//)
    await terminals.closeTerminal(last, false)
    const names = (await terminals.kept({ site: 'facility' }, undefined)).map(({ name }) => name)
    expect(names).not.toContain(kept?.name)
    expect(names).toEqual(expect.arrayContaining(ids.slice(0, -1).map(id => stateOf(id)?.kept?.name)))
    expect(rig.asked).toEqual([])
  })
})

describeFacility('a server that allows one channel', 'ssh', () => {
  it('refuses a second terminal in words, and the first goes on', async () => {
    port = facility.ports.onechannel
    terminals = createTerminals({
      platform: { clock: systemClock, log: silentLog, dataFolder: folder } as unknown as Platform,
      access: { connection }
    })
    const id = await open()
    const seen = follow(id)
    await seen.until(/\$/)
    const second = terminals.open(
      { id: 'second-terminal', place, cols: 80, rows: 24 },
      AbortSignal.timeout(2 * limitMs)
    )
    await expect(second).rejects.toMatchObject({ code: 'channel-refused', message: expect.stringMatching(/channel/) })
    await terminals.input(id, 'echo go""es-on\n')
    await seen.until(/goes-on/)
  })

  it('keeps a shell and ends it, one channel after the other', async () => {
    port = facility.ports.onechannel
    const id = await open()
    const name = stateOf(id)?.kept?.name
    const seen = follow(id)
    await seen.until(/\$/)
    await terminals.closeTerminal(id, false)
    const left = await terminals.kept({ site: 'facility' }, undefined)
    expect(name).toMatch(/^farscope-/)
    expect(further.length).toBe(0)
    expect(left.map(one => one.name)).not.toContain(name)
  })
})
