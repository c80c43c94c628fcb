/** Links to real servers that are cut, go silent, are refused, or need somebody: what comes back, and what must not. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionView } from '@contract/sites'
import { afterEach, expect, it } from 'vitest'
import { type Holder, holders } from '../../../src/main/site-access'
import type { Connection, ShellChannel } from '../../../src/main/ssh/types'
import { openSlowLink, type SlowLink } from '../../e2e/slow-link'
import { describeFacility } from '../../facility/describe-facility'
import {
  countConnections,
  countLogins,
  dropConnections,
  facility,
  loginMark,
  ports,
  startSshd,
  stopSshd,
  totpCode
} from '../../facility/facility'
import { createSiteRig, facilityHost, jumpAt, type Person, type SiteRig } from './site-rig'

let rig: SiteRig | undefined
let link: SlowLink | undefined
afterEach(async () => {
  await rig?.close()
  await link?.close()
  rig = undefined
  link = undefined
})

const limit = (): AbortSignal => AbortSignal.timeout(180_000)
const main = { host: 'main' } as const
const patience = { timeout: 60_000, interval: 20 }

/** Site `em` on a server, trusted and connected; `port`: where it is reached. */
async function connected(port: number, person?: Person, keyFile?: string): Promise<SiteRig> {
  const one = await createSiteRig(person)
  rig = one
  await one.add('em', facilityHost(port, keyFile === undefined ? {} : { identityFiles: [keyFile] }))
  await one.trustAll('em')
  await one.sites.access.connection('em', main, limit())
  return one
}

/**
 * Milliseconds by a timer of this process, as all that it waits for goes by one: on a machine that gives it no turn for
 * seconds, nothing is later by that.
 */
function ownTime(): { ms(): number; stop(): void } {
  let ticks = 0
  const timer = setInterval(() => ticks++, 50)
  return { ms: () => ticks * 50, stop: () => clearInterval(timer) }
}

const view = ({ sites }: SiteRig): ConnectionView | undefined => sites.connections.list()[0]

/** Holds the link as these would, each with a shell or a command that it opens anew when the link is back. */
function holdAll(one: SiteRig, kinds: readonly Holder[]) {
  const told: string[] = []
  const shells: ShellChannel[] = []
  for (const [at, kind] of kinds.entries())
    one.sites.access.hold?.('em', main, kind, {
      onLost: () => void told.push(`${at} lost`),
      onBack: async connection => {
        if (kind === 'terminals') await openShell(connection)
        else await connection.run('true')
        told.push(`${at} back`)
      }
    })
  async function openShell(connection: Connection): Promise<void> {
    const shell = await connection.shell({ term: 'xterm', cols: 80, rows: 24 })
    shell.stream.resume()
    shells.push(shell)
  }
  return { told, shells, back: () => told.filter(line => line.endsWith('back')) }
}

describeFacility('What is known of a link', 'ssh', () => {
  it('is the way there, both ends’ agreement, its channels by kind, its bytes and a fresh round trip', async () => {
    const one = await createSiteRig()
    rig = one
    await mkdir(join(one.folder, '.ssh'))
    await writeFile(join(one.folder, '.ssh', 'config'), 'Host *\n  ServerAliveInterval 1\n')
    await one.add('em', facilityHost(ports.facility, { jumps: [jumpAt(ports.bastion, 'jump', facility.keys.jump)] }))
    await one.trustAll('em')
    const connection = await one.sites.access.connection('em', main, limit())
    const first = view(one)
    expect(first).toMatchObject({
      state: 'connected',
      hops: [
        { user: 'jump', host: facility.host, port: ports.bastion },
        { user: 'cryo', host: facility.host, port: ports.facility }
      ],
      serverVersion: expect.stringMatching(/^OpenSSH_/),
      algorithms: { keyExchange: expect.stringContaining('25519'), hostKey: 'ssh-ed25519' },
      ...{ channels: 0, channelLimit: null, further: 0, needsPerson: false, retry: null, lastError: null, logins: 1 }
    })
    expect(first?.algorithms?.cipher).toMatch(/^(aes|chacha)/)
    const [shell, running, sftp, tunnel] = await Promise.all([
      connection.shell({ term: 'xterm', cols: 80, rows: 24 }),
      connection.start('cat'),
      connection.openSftp(),
      connection.forwardOut('127.0.0.1', ports.facility)
    ])
    // What nobody reads keeps a channel from closing.
    shell.stream.resume()
    running.stdout.resume()
    running.stderr.resume()
    tunnel.resume()
    const further = await one.sites.access.further?.(connection, limit())
    const open = { channels: 4, channelKinds: { terminal: 1, exec: 1, sftp: 1, tunnel: 1 }, further: 1 }
    expect(view(one)).toMatchObject(open)
    const before = view(one)?.bytesIn ?? 0
    await connection.run('head -c 100000 /dev/zero')
    expect((view(one)?.bytesIn ?? 0) - before).toBeGreaterThan(100_000)
    expect((view(one)?.bytesIn ?? 0) - before).toBeLessThan(110_000)
    expect(view(one)?.bytesOut).toBeGreaterThan(500)
    await expect.poll(() => Date.parse(view(one)?.roundTripAt ?? ''), patience).toBeGreaterThan(Date.now() - 500)
    expect(view(one)?.roundTripMs).toBeGreaterThan(0)
    shell.close()
    running.close()
    sftp.close()
    tunnel.destroy()
    further?.close()
    await expect
      .poll(() => view(one), patience)
      .toMatchObject({ channelKinds: { terminal: 0, exec: 0, sftp: 0, tunnel: 0 }, further: 0 })
  })

  it('is how many channels the server allows, once it refused one; all of them are back after a loss', async () => {
    const one = await connected(ports.threechannels)
    const { shells, back } = holdAll(one, ['terminals', 'terminals', 'terminals', 'monitors'])
    const connection = await one.sites.access.connection('em', main, limit())
    const open = await Promise.all([1, 2, 3].map(() => connection.shell({ term: 'xterm', cols: 80, rows: 24 })))
    expect(view(one)?.channelLimit).toBeNull()
    const fourth = connection.run('echo there')
    await expect.poll(() => view(one)?.channelLimit, patience).toBe(3)
    for (const { stream } of open) stream.resume()
    open[0]?.close()
    expect((await fourth).stdout.toString()).toBe('there\n')
    await dropConnections('threechannels')
    await expect.poll(() => shells.length, patience).toBe(3)
    shells[0]?.close()
    await expect.poll(back, patience).toHaveLength(4)
    expect(view(one)).toMatchObject({ state: 'connected', channelLimit: 3, logins: 2 })
  })
})

describeFacility('A link that somebody holds', 'ssh', () => {
  it('is back after its server was killed and started again, with one login', async () => {
    const one = await connected(ports.nosftp)
    const { back } = holdAll(one, ['monitors', 'terminals', 'tunnels'])
    const mark = loginMark('nosftp')
    try {
      const wanted = { state: 'failed', error: { code: 'refused' }, retry: { attempt: 2 }, needsPerson: false }
      // Looked for from before it is lost: that try comes a second or two after the first.
      await Promise.all([expect.poll(() => view(one), patience).toMatchObject(wanted), stopSshd('nosftp')])
    } finally {
      await startSshd('nosftp')
    }
    await expect.poll(back, patience).toEqual(['2 back', '1 back', '0 back'])
    expect(view(one)).toMatchObject({ state: 'connected', retry: null, lastError: { failure: { code: 'refused' } } })
    expect(countLogins('nosftp', mark)).toBe(1)
  })

  it('that goes silent is noticed and shown within 15 s, and has its shell back soon after it is healed', async () => {
    link = await openSlowLink(ports.threechannels, 50_000_000)
    const one = await connected(link.port)
    const { shells, back } = holdAll(one, holders)
    await sleep(1200)
    const time = ownTime()
    const frozenAt = time.ms()
    link.freeze()
    let shown = 0
    const leave = new AbortController()
    for await (const list of one.sites.connections.watch(leave.signal))
      if (list[0]?.state !== 'connected') {
        shown = time.ms() - frozenAt
        break
      }
    expect(shown).toBeGreaterThan(5000)
    expect(shown).toBeLessThan(15_000)
    expect(view(one)?.lastError).toMatchObject({ failure: { code: 'timeout' } })
    await sleep(4000)
    link.thaw()
    const healedAt = time.ms()
    one.sites.networkBack()
    await expect.poll(() => shells.length, patience).toBe(1)
    const tookMs = time.ms() - healedAt
    time.stop()
    console.info(`silent link: shown after ${Math.round(shown)} ms; shell back ${Math.round(tookMs)} ms after healing`)
    expect(tookMs).toBeLessThan(12_000)
    await expect.poll(back, patience).toEqual(['0 back', '1 back', '2 back', '3 back'])
  })

  it('that needs a one-time code waits for a click, and then asks once for all who hold it', async () => {
    const one = await connected(ports.otp, async prompt =>
      prompt.kind === 'credentials'
        ? { kind: 'credentials', answers: [await answerTo(prompt)], remember: false }
        : { kind: 'declined' }
    )
    const first = one.asked.length
    const { back, told } = holdAll(one, ['tunnels', 'terminals', 'terminals', 'transfers', 'monitors'])
    const mark = loginMark('otp')
    await dropConnections('otp')
    await expect.poll(() => told.length, patience).toBe(5)
    one.sites.networkBack()
    await one.sites.wake()
    await sleep(4000)
    expect(view(one)).toMatchObject({ state: 'lost', needsPerson: true, retry: null })
    expect([one.asked.length, countConnections('otp', mark)]).toEqual([first, 0])
    const waiting = [1, 2, 3].map(() => one.sites.access.connection('em', main, limit()))
    await one.sites.connections.connect('em', undefined, limit())
    await Promise.all(waiting)
    await expect.poll(back, patience).toHaveLength(5)
    expect(one.asked.slice(first).map(prompt => prompt.kind === 'credentials' && prompt.fields[0]?.label)).toEqual(
      one.asked.slice(0, first).flatMap(prompt => (prompt.kind === 'credentials' ? [prompt.fields[0]?.label] : []))
    )
    expect([countConnections('otp', mark), countLogins('otp', mark)]).toEqual([1, 1])
  })

  it('whose login is refused after a loss is tried once and never again', async () => {
    const one = await createSiteRig()
    rig = one
    const key = join(one.folder, 'key')
    await copyFile(facility.keys.cryo, key)
    await one.add('em', facilityHost(ports.nosftp, { identityFiles: [key] }))
    await one.trustAll('em')
    await one.sites.access.connection('em', main, limit())
    const { back } = holdAll(one, ['tunnels', 'terminals', 'monitors'])
    await copyFile(facility.keys.stranger, key)
    const mark = loginMark('nosftp')
    await dropConnections('nosftp')
    await expect.poll(() => view(one)?.state, patience).toBe('failed')
    expect(view(one)).toMatchObject({ needsPerson: true, retry: null })
    one.sites.networkBack()
    const automatic = one.sites.access.connection('em', main, limit(), { automatic: true })
    await expect(automatic).rejects.toMatchObject({ code: view(one)?.error?.code })
    await sleep(5000)
    expect(countConnections('nosftp', mark)).toBe(1)
    await copyFile(facility.keys.cryo, key)
    await one.sites.connections.connect('em', undefined, limit())
    await expect.poll(back, patience).toHaveLength(3)
  })
})

/** The password, then a code. */
async function answerTo(prompt: Extract<Parameters<Person>[0], { kind: 'credentials' }>): Promise<string> {
  return /one-time/i.test(prompt.fields[0]?.label ?? '') ? totpCode() : facility.password
}
