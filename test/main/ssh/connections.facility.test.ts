import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { countLogins, facility, loginMark, ports, scratch, totpCode } from '../../facility/facility'
import { type Answerer, createRig, type Rig, targetAt } from './rig'

let rig: Rig | undefined
const start = async (answer?: Answerer): Promise<Rig> => {
  rig = await createRig(answer)
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

/** Answers every credentials prompt with these words, one prompt after the other. */
const answering =
  (...words: string[][]): Answerer =>
  prompt =>
    prompt.kind === 'host-key'
      ? { kind: 'host-key', accept: true }
      : { kind: 'credentials', answers: words.shift() ?? [], remember: false }

describeFacility('Connections to real servers', 'ssh', () => {
  it('shares one login between a shell, files and commands', async () => {
    const { connections } = await start()
    const mark = loginMark('facility')
    const target = targetAt(ports.facility)
    const [one, other] = await Promise.all([connections.acquire(target), connections.acquire(target)])
    expect(one).toBe(other)
    const shell = await one.shell({ term: 'xterm', cols: 80, rows: 24 })
    const [ran, sftp] = await Promise.all([
      one.run('printf "%s|" "$@"; id -un', { args: ['a b', "it's", '$(id)\n'] }),
      one.sftp()
    ])
    expect(ran.stdout.toString()).toBe("a b|it's|$(id)\n|cryo\n")
    expect(await sftp.realpath('.')).toBe('/home/cryo')
    expect(one.serverVersion).toMatch(/^OpenSSH/)
    shell.close()
    expect(countLogins('facility', mark)).toBe(1)
    expect(connections.list()).toMatchObject([{ state: 'connected', logins: 1 }])
  })

  it.each(['cryo', 'tcshell', 'fishy', 'banner'])(
    'hands a script unchanged to sh through the login shell of %s',
    async user => {
      const { connections } = await start()
      const link = await connections.acquire(targetAt(ports.facility, { user }))
      const words = ['', '!x', 'a\\b', '%d', '\udcff\n*', `"'\``, '-n', 'é~$HOME']
      const result = await link.run('for w in "$@"; do printf "<%s>" "$w"; done; echo no >&2; cat; exit 3', {
        args: words,
        stdin: Buffer.from('in')
      })
      expect(result.stdout.toString('latin1')).toBe(
        Buffer.concat([
          Buffer.from('<><!x><a\\b><%d><'),
          Buffer.from([0xff]),
          Buffer.from(`\n*><"'\`><-n><é~$HOME>in`)
        ]).toString('latin1')
      )
      expect(result.stderr.toString()).toBe('no\n')
      expect(result).toMatchObject({ code: 3, signal: null })
    }
  )

  it('sends a long script on standard input and leaves the rest to it', async () => {
    const { connections } = await start()
    const link = await connections.acquire(targetAt(ports.facility, { user: 'tcshell' }))
    const script = `: ${'x'.repeat(40_000)}\ncat; printf %s "$1"`
    const result = await link.run(script, { args: ['end'], stdin: Buffer.from('body-') })
    expect(result.stdout.toString()).toBe('body-end')
  })

  it('goes through a jump host with another user and key, and ends it with the last link', async () => {
    const { connections } = await start()
    const jump = { ...targetAt(ports.bastion), user: 'jump', identityFiles: [facility.keys.jump] }
    const mark = loginMark('bastion')
    const link = await connections.acquire(targetAt(ports.facility, { jumps: [jump] }))
    expect((await link.run('id -un')).stdout.toString()).toBe('cryo\n')
    expect(countLogins('bastion', mark, 'jump')).toBe(1)
  })

  it('asks for the second step after a key, and for a password and a code', async () => {
    const { connections, asked } = await start(prompt =>
      prompt.kind === 'host-key'
        ? { kind: 'declined' }
        : { kind: 'credentials', answers: [facility.password], remember: false }
    )
    await connections.acquire(targetAt(ports.mfa))
    expect(asked).toMatchObject([{ kind: 'credentials', method: 'keyboard-interactive', fields: [{ secret: true }] }])
  })

  it('asks for a one-time code after the password', async () => {
    const code = await totpCode()
    const { connections, asked } = await start(answering([facility.password], [code]))
    await connections.acquire(targetAt(ports.otp))
    expect(asked).toHaveLength(2)
  })

  it('asks what a jump host and the host behind it want to know, and says which of them asks', async () => {
    const code = await totpCode()
    const { connections, asked } = await start(answering([facility.password], [facility.password], [code]))
    const link = await connections.acquire(targetAt(ports.otp, { identityFiles: [], jumps: [targetAt(ports.mfa)] }))
    expect((await link.run('id -un')).stdout.toString()).toBe('cryo\n')
    expect(asked).toMatchObject([
      { port: ports.mfa, hop: 1, hops: 2, fields: [{ secret: true }] },
      { port: ports.otp, hop: 2, hops: 2, fields: [{ label: 'Password: ', secret: true }] },
      { port: ports.otp, hop: 2, hops: 2, fields: [{ label: expect.stringContaining('One-time'), secret: true }] }
    ])
  })

  it('asks for the passphrase of a key', async () => {
    const { connections, asked } = await start(answering(['wrong'], [facility.passphrase]))
    await connections.acquire(targetAt(ports.facility, { identityFiles: [facility.keys.encrypted] }))
    expect(asked).toMatchObject([{ method: 'passphrase' }, { method: 'passphrase' }])
  })

  it('stops at an unknown host key, and keeps an accepted one in our own file', async () => {
    const unknown = targetAt(ports.facility, { knownHostsFiles: [] })
    const { connections, folder } = await start()
    await expect(connections.acquire(unknown)).rejects.toMatchObject({
      code: 'host-key-unknown',
      message: expect.stringContaining('SHA256:'),
      hint: expect.stringContaining('farscope site trust facility')
    })
    const policy = { fingerprints: [], acceptNew: true }
    expect(await connections.learnHostKeys(unknown, policy)).toMatchObject([{ state: 'added' }])
    expect((await stat(join(folder, 'known_hosts'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(folder, 'known_hosts'), 'utf8')).toMatch(/^\[127\.0\.0\.1\]:2222 ssh-ed25519 \S+\n$/)
    await connections.acquire(unknown)
  })

  it('refuses a key that is none of the fingerprints, and one that changed', async () => {
    const { connections } = await start()
    const policy = { fingerprints: ['SHA256:no'], acceptNew: false }
    const unknown = targetAt(ports.facility, { knownHostsFiles: [] })
    await expect(connections.learnHostKeys(unknown, policy)).rejects.toMatchObject({ code: 'host-key-mismatch' })
    const text = await readFile(`${facility.keys.stranger}.pub`, 'utf8')
    await expect(connections.acquire({ ...unknown, hostKeys: [text.trim()] })).rejects.toMatchObject({
      code: 'host-key-changed'
    })
  })

  it.each([
    ['a refused key and nobody to ask', targetAt(2222, { identityFiles: ['/nonexistent'] }), 'answer-needed'],
    ['a closed port', targetAt(1), 'refused'],
    ['an unknown name', targetAt(22, { host: 'no-such-host.invalid' }), 'dns'],
    ['a silent server', targetAt(2228, { connectTimeoutSeconds: 1 }), 'timeout']
  ])('names %s', async (_, target, code) => {
    const { connections } = await start()
    await expect(connections.acquire(target)).rejects.toMatchObject({ code })
    expect(connections.list()).toMatchObject([{ state: 'failed', error: { code } }])
    await expect(connections.acquire(target, { automatic: true })).rejects.toMatchObject({ code })
  })

  it('makes one login attempt with a wrong password and then stops', async () => {
    const { connections, asked } = await start(answering(['wrong'], ['wrong']))
    const target = targetAt(ports.mfa, { identityFiles: ['/nonexistent'] })
    await expect(connections.acquire(target)).rejects.toMatchObject({ code: 'auth-failed' })
    expect(asked.filter(prompt => prompt.kind === 'credentials')).toHaveLength(1)
  })

  it('queues for a channel where the server allows one', async () => {
    const { connections } = await start()
    const link = await connections.acquire(targetAt(ports.onechannel))
    const results = await Promise.all(['1', '2', '3'].map(word => link.run('echo "$1"', { args: [word] })))
    expect(results.map(({ stdout }) => stdout.toString().trim())).toEqual(['1', '2', '3'])
  })

  it('shares that one channel between files, commands and a terminal', async () => {
    const { connections } = await start()
    const mark = loginMark('onechannel')
    const link = await connections.acquire(targetAt(ports.onechannel))
    const folder = await scratch()
    await link.run('echo text >"$1/a"', { args: [folder] })
    const sftp = await link.sftp()
    const list = async (): Promise<string[]> => {
      const names: string[] = []
      for await (const batch of sftp.readDirectory(folder)) names.push(...batch.map(({ name }) => name))
      return names
    }
    for (let round = 0; round < 2; round++) {
      expect(await list()).toEqual(['a'])
      expect((await link.run('id -un')).stdout.toString()).toBe('cryo\n')
    }
    expect(await link.sftp()).toBe(sftp)
    const shell = await link.shell({ term: 'xterm', cols: 80, rows: 24 })
    shell.close()
    const handle = await sftp.open(`${folder}/a`, { read: true })
    const waiting = link.run('cat "$1/a"', { args: [folder] })
    await expect.poll(() => link.ping()).toBeGreaterThan(0)
    expect((await sftp.read(handle, 0, 100)).toString()).toBe('text\n')
    await sftp.closeFile(handle)
    expect((await waiting).stdout.toString()).toBe('text\n')
    expect(countLogins('onechannel', mark)).toBe(1)
  })

  it('says that a server has no SFTP', async () => {
    const { connections } = await start()
    const link = await connections.acquire(targetAt(ports.nosftp))
    await expect(link.sftp()).rejects.toMatchObject({ code: 'no-sftp' })
  })

  it('keeps names byte for byte through SFTP', async () => {
    const { connections } = await start()
    const folder = await scratch()
    const sftp = await (await connections.acquire(targetAt(ports.facility))).sftp()
    const names = ['\udcff\udcfe', 'new\nline', '-rf', '$(id)', ' ', 'x'.repeat(255)]
    for (const name of names) {
      const handle = await sftp.open(`${folder}/${name}`, { write: true, create: true, exclusive: true })
      await sftp.write(handle, 0, Buffer.from(name))
      await sftp.closeFile(handle)
    }
    const found = []
    for await (const batch of sftp.readDirectory(folder)) found.push(...batch)
    expect(found.map(({ name }) => name).sort()).toEqual([...names].sort())
    expect(found[0]).toMatchObject({ owner: 'cryo', attributes: { type: 'file' } })
    await expect(sftp.open(`${folder}/-rf`, { write: true, create: true, exclusive: true })).rejects.toMatchObject({
      code: 'exists'
    })
    await expect(sftp.mkdir(`${folder}/-rf`)).rejects.toMatchObject({ code: 'exists' })
    await expect(sftp.stat(`${folder}/none`)).rejects.toMatchObject({ code: 'not-found' })
    await sftp.symlink('-rf', `${folder}/link`)
    expect(await sftp.readlink(`${folder}/link`)).toBe('-rf')
    expect((await sftp.statvfs(folder)).totalBytes).toBeGreaterThan(0)
    expect(sftp.limits.maxWrite).toBeGreaterThan(200_000)
  })
})
