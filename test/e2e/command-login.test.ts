/** Host keys, logins and networks that fail, as the command tells them; real sshd. */
import { execFileSync } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { type FacilityServer, facility, totpCode } from '../facility/facility'
import { createRig, errorOf, json, type Rig } from './command-rig'

let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

/** A site as a user adds it: nothing is trusted yet. */
async function add(name: string, server: FacilityServer, ...options: string[]): Promise<void> {
  const where = ['--host', facility.host, '--port', String(facility.ports[server])]
  await rig.json(['site', 'add', name, ...where, '--user', 'cryo', ...options])
}

/** SHA256:… of a server's key as ssh-keygen gives it. */
function fingerprint(server: FacilityServer): string {
  const place = `[${facility.host}]:${facility.ports[server]}`
  const found = execFileSync('ssh-keygen', ['-lF', place, '-f', facility.knownHosts], { encoding: 'utf8' })
  return (
    found
      .split('\n')
      .find(line => line.includes(' ED25519 '))
      ?.split(' ')[2] ?? ''
  )
}

describeFacility('host keys', 'ssh', () => {
  it('are shown and refused until the right fingerprint is given', async () => {
    await add('new', 'facility', '--identity', facility.keys.cryo)
    const shown = fingerprint('facility')
    const before = await rig.farscope(['--json', 'ls', 'new:'])
    expect([before.status, before.stdout.length]).toEqual([3, 0])
    expect(errorOf(before)).toMatchObject({ code: 'host-key-unknown', message: expect.stringContaining(shown) })
    const asked = await rig.farscope(['--json', 'site', 'trust', 'new'])
    expect(asked.status).toBe(3)
    expect(errorOf(asked)).toMatchObject({ code: 'host-key-unknown', message: expect.stringContaining(shown) })
    const wrong = `SHA256:${'A'.repeat(43)}`
    expect(await rig.failure(['site', 'trust', 'new', '--fingerprint', wrong])).toEqual([3, 'host-key-mismatch'])
    expect(await rig.failure(['ls', 'new:'])).toEqual([3, 'host-key-unknown'])
    expect(await rig.json(['site', 'trust', 'new', '--fingerprint', wrong, '--fingerprint', shown])).toEqual([
      expect.objectContaining({ fingerprint: shown, state: 'added' })
    ])
    expect(await rig.json(['site', 'trust', 'new'])).toMatchObject([{ state: 'known' }])
    expect(await rig.json(['ls', 'new:'])).toEqual(expect.arrayContaining([expect.objectContaining({ name: '.ssh' })]))
  })

  it('are written to the data folder and nowhere else', async () => {
    expect(await readFile(join(rig.data, 'known_hosts'), 'utf8')).toContain('ssh-ed25519')
    await expect(readFile(join(rig.home, '.ssh/known_hosts'))).rejects.toThrow('ENOENT')
  })

  it('that changed are refused, whatever is answered', async () => {
    const own = join(rig.data, 'known_hosts')
    const kept = await readFile(own)
    const [type, key] = (await readFile(`${facility.keys.stranger}.pub`, 'utf8')).split(' ')
    await writeFile(own, `[${facility.host}]:${facility.ports.facility} ${type} ${key}\n`)
    try {
      expect(await rig.failure(['ls', 'new:'])).toEqual([3, 'host-key-changed'])
      expect(await rig.failure(['site', 'trust', 'new', '--yes'])).toEqual([3, 'host-key-changed'])
    } finally {
      await writeFile(own, kept)
    }
  })

  it('of every hop are asked for', async () => {
    const jump = `jump@${facility.host}:${facility.ports.bastion},identity=${facility.keys.jump}`
    await add('hop', 'onechannel', '--identity', facility.keys.cryo, '--jump', jump)
    expect(await rig.failure(['ls', 'hop:'])).toEqual([3, 'host-key-unknown'])
    const both = ['--fingerprint', fingerprint('onechannel'), '--fingerprint', fingerprint('bastion')]
    const first = ['site', 'trust', 'hop', ...both.slice(2)]
    expect(await rig.failure(first)).toEqual([3, 'host-key-mismatch'])
    const trusted = await rig.json(['site', 'trust', 'hop', ...both])
    expect(trusted).toMatchObject([{ port: facility.ports.bastion }, { port: facility.ports.onechannel }])
    expect(await rig.json(['ls', 'hop:.ssh'])).toMatchObject([{ name: 'authorized_keys' }])
  })
})

describeFacility('logins', 'ssh', () => {
  const exec = (site: string): string[] => ['exec', site, '--', 'echo', 'in']
  const inside = { stdout: 'in\n', exitCode: 0 }
  const typed = (site: string, ...answers: string[]) =>
    rig.farscope(['--json', '--answers-stdin', ...exec(site)], { input: answers.map(line => `${line}\n`).join('') })

  it('with a password take it from standard input only', async () => {
    await rig.site('password', 'facility', ['--user', 'cryo'])
    expect(await rig.failure(exec('password'))).toEqual([4, 'answer-needed'])
    const wrong = await typed('password', 'wrong')
    expect([wrong.status, errorOf(wrong).code]).toEqual([4, 'auth-failed'])
    expect(wrong.stderr).not.toContain('wrong')
    const right = await typed('password', facility.password)
    expect([right.status, json(right)]).toEqual([0, expect.objectContaining(inside)])
  })

  it('with a second factor take both answers, in the order asked', async () => {
    await rig.site('otp', 'otp', ['--user', 'cryo'])
    const half = await typed('otp', facility.password)
    expect([half.status, errorOf(half).code]).toEqual([4, 'answer-needed'])
    const both = await typed('otp', facility.password, await totpCode())
    expect([both.status, json(both)]).toEqual([0, expect.objectContaining(inside)])
  })

  it('with a key and a password ask for the password', async () => {
    await rig.site('mfa', 'mfa')
    expect(await rig.failure(exec('mfa'))).toEqual([4, 'answer-needed'])
    expect(json(await typed('mfa', facility.password))).toMatchObject(inside)
  })

  it('with an encrypted key ask SSH_ASKPASS', async () => {
    await rig.site('locked', 'facility', ['--user', 'cryo', '--identity', facility.keys.encrypted])
    const askpass = join(rig.folder, 'askpass')
    await writeFile(
      askpass,
      `#!/bin/sh\ncase "$1" in *assphrase*) echo '${facility.passphrase}' ;; *) exit 1 ;; esac\n`
    )
    await chmod(askpass, 0o700)
    expect(await rig.failure(exec('locked'))).toEqual([4, 'answer-needed'])
    expect(await rig.json(exec('locked'), { environment: { SSH_ASKPASS: askpass } })).toMatchObject(inside)
    expect(
      await rig.failure(exec('locked'), { environment: { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'never' } })
    ).toEqual([4, 'answer-needed'])
    expect(json(await typed('locked', 'not this', facility.passphrase))).toMatchObject(inside)
  })

  it('with keys that nobody knows are refused', async () => {
    await rig.site('stranger', 'limited', ['--user', 'cryo', '--identity', facility.keys.stranger])
    const outcome = await typed('stranger', 'wrong', 'wrong', 'wrong')
    expect([outcome.status, errorOf(outcome).code]).toEqual([4, 'auth-failed'])
  })
})

describeFacility('networks', 'ssh', () => {
  it('that fail give exit status 5', async () => {
    await rig.json(['site', 'add', 'refused', '--host', facility.host, '--port', '1'])
    await rig.json(['site', 'add', 'unknown', '--host', 'no-such-host.invalid'])
    await add('silent', 'silent')
    expect(await rig.failure(['ls', 'refused:'])).toEqual([5, 'refused'])
    expect(await rig.failure(['jobs', 'unknown'])).toEqual([5, 'dns'])
    expect(await rig.failure(['--timeout', '1', 'exec', 'silent', '--', 'true'])).toEqual([5, 'timeout'])
  })

  it('that are silent are given up without --timeout too', async () => {
    const { status, stdout, stderr } = await rig.farscope(['site', 'check', 'silent', '--json'])
    expect(status).toBe(5)
    expect(JSON.parse(stdout.toString())).toMatchObject({ hosts: [{ ssh: { ok: false, code: 'timeout' } }] })
    expect(JSON.parse(stderr)).toMatchObject({ code: 'timeout' })
  })
})
