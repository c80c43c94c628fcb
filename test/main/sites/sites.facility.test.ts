import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { countLogins, dropConnections, facility, loginMark, ports, totpCode } from '../../facility/facility'
import { createSiteRig, facilityHost, jumpAt, type Person, type SiteRig } from './site-rig'

let rig: SiteRig | undefined
const start = async (person?: Person): Promise<SiteRig> => {
  rig = await createSiteRig(person)
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const limit = (): AbortSignal => AbortSignal.timeout(120_000)
const knownHosts = ({ folder }: SiteRig): Promise<string> =>
  readFile(join(folder, 'known_hosts'), 'utf8').catch(() => '')
const viaBastion = jumpAt(ports.bastion, 'jump', facility.keys.jump)

/** What `ssh-keygen -l` prints for the host keys of a port. */
async function fingerprints(port: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ssh-keygen', ['-l', '-f', facility.knownHosts])
  return stdout.split('\n').flatMap(line => (line.includes(`:${port} `) ? (line.split(' ')[1] ?? []) : []))
}

describeFacility('Trusting a site', 'ssh', () => {
  it('stores the keys of every hop when their fingerprints are those given', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.facility, { jumps: [viaBastion] }))
    const given = [...(await fingerprints(ports.bastion)), ...(await fingerprints(ports.facility))]
    const keys = await one.sites.trust('em', { fingerprints: given, acceptNew: false }, limit())
    expect(keys.map(({ port, state }) => [port, state])).toEqual([
      [ports.bastion, 'added'],
      [ports.facility, 'added']
    ])
    expect((await knownHosts(one)).trim().split('\n')).toHaveLength(2)
    const again = await one.sites.trust('em', { fingerprints: given, acceptNew: false }, limit())
    expect(again.map(({ state }) => state)).toEqual(['known', 'known'])
  })

  it('refuses a key that is none of the fingerprints, and stores nothing', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.facility))
    const policy = { fingerprints: await fingerprints(ports.bastion), acceptNew: true }
    await expect(one.sites.trust('em', policy, limit())).rejects.toMatchObject({ code: 'host-key-mismatch' })
    expect(await knownHosts(one)).toBe('')
  })

  it('takes any key when told so, and asks a person otherwise', async () => {
    const one = await start(() => ({ kind: 'host-key', accept: true }))
    await one.add('em', facilityHost(ports.facility))
    const shown = await one.sites.trust('em', { fingerprints: [], acceptNew: false }, limit())
    expect(one.asked).toMatchObject([{ kind: 'host-key', site: 'em', fingerprint: shown[0]?.fingerprint }])
    await one.add('other', facilityHost(ports.nosftp))
    await one.trustAll('other')
    expect(one.asked).toHaveLength(1)
  })

  it('ends with "unknown" where nobody is there to ask, and stores nothing', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.facility))
    const asking = one.sites.trust('em', { fingerprints: [], acceptNew: false }, limit())
    await expect(asking).rejects.toMatchObject({ code: 'host-key-unknown' })
    await expect(one.sites.connections.connect('em', undefined, limit())).rejects.toMatchObject({
      code: 'host-key-unknown'
    })
    expect(await knownHosts(one)).toBe('')
  })

  it('never takes a changed key, whatever is allowed', async () => {
    const one = await start(() => ({ kind: 'host-key', accept: true }))
    const stranger = (await readFile(`${facility.keys.stranger}.pub`, 'utf8')).trim()
    await one.add('em', facilityHost(ports.facility, { hostKeys: [stranger] }))
    const all = { fingerprints: await fingerprints(ports.facility), acceptNew: true }
    await expect(one.sites.trust('em', all, limit())).rejects.toMatchObject({ code: 'host-key-changed' })
    expect(one.asked).toEqual([])
    expect(await knownHosts(one)).toBe('')
  })
})

describeFacility('Reaching a site', 'ssh', () => {
  it('shares one login between files, commands and a shell', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.facility))
    await one.trustAll('em')
    const mark = loginMark('facility')
    const use = (): ReturnType<typeof one.sites.access.connection> =>
      one.sites.access.connection('em', { role: 'login' }, limit())
    const [files, commands, shells] = await Promise.all([use(), use(), use()])
    const shell = await shells.shell({ term: 'xterm', cols: 80, rows: 24 })
    await Promise.all([files.sftp().then(sftp => sftp.realpath('.')), commands.run('true')])
    expect(one.sites.connections.list()).toMatchObject([{ site: 'em', state: 'connected', logins: 1, channels: 2 }])
    shell.close()
    expect(countLogins('facility', mark)).toBe(1)
  })

  it('goes through two jump hosts, each with its own user and key', async () => {
    const one = await start()
    const second = jumpAt(ports.facility, 'tcshell', facility.keys.rsa)
    await one.add('far', facilityHost(ports.nosftp, { jumps: [viaBastion, second] }))
    await one.trustAll('far')
    const [bastion, middle, end] = [loginMark('bastion'), loginMark('facility'), loginMark('nosftp')]
    const link = await one.sites.access.connection('far', { role: 'login' }, limit())
    expect((await link.run('id -un')).stdout.toString()).toBe('cryo\n')
    expect(countLogins('bastion', bastion, 'jump')).toBe(1)
    expect(countLogins('facility', middle, 'tcshell')).toBe(1)
    expect(countLogins('nosftp', end)).toBe(1)
    expect(one.sites.connections.list()).toMatchObject([{ site: 'far', host: 'main' }])
  })

  it('asks once, with labelled secret fields, for a password and a code', async () => {
    const code = await totpCode()
    const one = await start(prompt => ({
      kind: 'credentials',
      answers:
        prompt.kind === 'credentials'
          ? prompt.fields.map(({ label }) => (/one-time/i.test(label) ? code : facility.password))
          : [],
      remember: false
    }))
    await one.add('otp', facilityHost(ports.otp, { identityFiles: [] }))
    await one.trustAll('otp')
    const mark = loginMark('otp')
    const all = [1, 2, 3].map(() => one.sites.access.connection('otp', { role: 'login' }, limit()))
    expect(new Set(await Promise.all(all)).size).toBe(1)
    // PAM asks its two questions in two rounds; each is asked once, however many wait for the connection.
    expect(one.asked).toMatchObject([
      { kind: 'credentials', site: 'otp', user: 'cryo', fields: [{ label: 'Password: ', secret: true }] },
      { kind: 'credentials', fields: [{ label: expect.stringContaining('One-time password'), secret: true }] }
    ])
    expect(countLogins('otp', mark)).toBe(1)
  })

  it('shows a link that two sites share under both, and keeps it for the second', async () => {
    const one = await start()
    await one.add('a', facilityHost(ports.facility))
    await one.add('b', facilityHost(ports.facility))
    await one.trustAll('a')
    await one.sites.connections.connect('a', undefined, limit())
    const link = await one.sites.access.connection('b', { role: 'login' }, limit())
    expect(one.sites.connections.list()).toMatchObject([
      { site: 'a', logins: 1, state: 'connected' },
      { site: 'b', logins: 1, state: 'connected' }
    ])
    await one.sites.connections.disconnect('a', undefined)
    expect(one.sites.connections.list()).toMatchObject([{ site: 'b', state: 'connected' }])
    expect(link.connected).toBe(true)
    await one.sites.connections.disconnect('b', undefined)
    expect(link.connected).toBe(false)
    expect(one.sites.connections.list()).toEqual([])
  })

  it('does not share a login made with another key', async () => {
    const one = await start()
    await one.add('a', facilityHost(ports.facility))
    await one.add('b', facilityHost(ports.facility, { identityFiles: [facility.keys.stranger] }))
    await one.trustAll('a')
    await one.sites.connections.connect('a', undefined, limit())
    await expect(one.sites.connections.connect('b', undefined, limit())).rejects.toMatchObject({
      code: 'answer-needed'
    })
  })
})

describeFacility('Work that nobody asked for', 'ssh', () => {
  const automatic = { automatic: true }

  it('dials a lost link again by itself where a key is enough', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.onechannel))
    await one.trustAll('em')
    const first = await one.sites.access.connection('em', { role: 'login' }, limit(), automatic)
    const lost = new Promise(resolve => first.onLost(resolve))
    await dropConnections('onechannel')
    await lost
    const second = await one.sites.access.connection('em', { role: 'login' }, limit(), automatic)
    expect((await second.run('echo back')).stdout.toString()).toBe('back\n')
  })

  it('never causes a prompt: a lost link whose login needed a person stays lost until a person wants it', async () => {
    const one = await start(() => ({ kind: 'credentials', answers: [facility.password], remember: false }))
    await one.add('em', facilityHost(ports.mfa))
    await one.trustAll('em')
    const use = (options?: { automatic: boolean }) =>
      one.sites.access.connection('em', { role: 'login' }, limit(), options)
    await expect(use(automatic)).rejects.toMatchObject({ code: 'answer-needed' })
    expect(one.asked).toEqual([])
    const first = await use()
    const lost = new Promise(resolve => first.onLost(resolve))
    await dropConnections('mfa')
    await lost
    await expect(use(automatic)).rejects.toMatchObject({
      code: 'answer-needed',
      hint: expect.stringMatching(/^Click to reconnect/)
    })
    expect(one.asked).toHaveLength(1)
    expect((await use()).connected).toBe(true)
    expect(one.asked).toHaveLength(2)
  })
})

describeFacility('A link that was cut', 'ssh', () => {
  it('is reported as lost by everything that uses it, never as a server without files', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.onechannel))
    await one.trustAll('em')
    const link = await one.sites.access.connection('em', { role: 'login' }, limit())
    const codes = new Set<unknown>()
    const cut = dropConnections('onechannel')
    while (link.connected)
      await link.openSftp({ signal: limit() }).then(
        sftp => sftp.close(),
        (error: { code: unknown }) => codes.add(error.code)
      )
    await expect(link.openSftp()).rejects.toMatchObject({ code: 'unreachable' })
    await cut
    expect([...codes].filter(code => code !== 'unreachable')).toEqual([])
    const next = await one.sites.access.connection('em', { role: 'login' }, limit())
    expect(next).not.toBe(link)
    expect((await next.run('echo new')).stdout.toString()).toBe('new\n')
  })
})

describeFacility('Checking a site', 'slurm', () => {
  it('finds what each host can do, and a code for what it cannot', async () => {
    const one = await start()
    await one.add(
      'em',
      facilityHost(ports.facility),
      facilityHost(ports.nosftp, { name: 'plain' }),
      facilityHost(ports.facility, { name: 'limited', user: 'restricted' }),
      facilityHost(1, { name: 'closed' }),
      facilityHost(22, { name: 'nowhere', host: 'no-such-host.invalid' })
    )
    await one.add('known', facilityHost(ports.facility), facilityHost(ports.nosftp, { name: 'plain' }))
    await one.trustAll('known')
    const { hosts } = await one.sites.check('em', limit())
    expect(hosts).toMatchObject([
      {
        host: 'main',
        ssh: { ok: true, serverVersion: expect.stringMatching(/^OpenSSH/) },
        sftp: { ok: true },
        slurm: { version: '22.05.8' },
        shell: '/bin/bash'
      },
      { host: 'plain', ssh: { ok: true }, sftp: { ok: false, code: 'no-sftp' } },
      { host: 'limited', ssh: { ok: true }, sftp: { ok: true } },
      { host: 'closed', ssh: { ok: false, code: 'refused' }, sftp: { ok: false, code: 'refused' } },
      { host: 'nowhere', ssh: { ok: false, code: 'dns' } }
    ])
    expect(hosts[0]?.checksums).toContain('sha256sum')
  })

  it('does not wait for a silent host longer than its configuration says', async () => {
    const one = await start()
    await one.add('em', facilityHost(ports.silent, { host: 'silent-host' }))
    await mkdir(join(one.folder, '.ssh'))
    await writeFile(join(one.folder, '.ssh', 'config'), 'Host silent-host\n  HostName 127.0.0.1\n  ConnectTimeout 1\n')
    expect((await one.sites.check('em', limit())).hosts).toMatchObject([{ ssh: { ok: false, code: 'timeout' } }])
  })
})

/** What a server says first on a port of this computer, or the error's code. */
