import { execFile } from 'node:child_process'
import { createConnection } from 'node:net'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { describeFacility } from './describe-facility'
import {
  countLogins,
  dropConnections,
  type FacilityServer,
  type FacilityUser,
  facility,
  loginMark,
  pauseSshd,
  resumeSshd,
  scratch,
  totpCode
} from './facility'

const run = promisify(execFile)
const options = [
  '-F none',
  '-o IdentitiesOnly=yes',
  '-o IdentityAgent=none',
  `-o UserKnownHostsFile=${facility.knownHosts}`,
  '-o StrictHostKeyChecking=yes',
  '-o ConnectTimeout=60'
].flatMap(option => option.split(' '))

interface Login {
  readonly user?: FacilityUser
  readonly key?: string
  readonly extra?: readonly string[]
}

/** The real ssh client, without a terminal. */
async function login(server: FacilityServer, command: string, { user = 'cryo', key, extra = [] }: Login = {}) {
  const identity = key === undefined ? [] : ['-o', 'BatchMode=yes', '-i', key]
  const args = [
    ...extra,
    ...options,
    ...identity,
    '-p',
    String(facility.ports[server]),
    `${user}@${facility.host}`,
    command
  ]
  return await run('ssh', args, { timeout: 200_000 }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      status: error.code,
      stdout: error.stdout,
      stderr: error.stderr
    })
  )
}

/** Answers ssh's prompts in order through SSH_ASKPASS, as a person would. */
async function loginWithAnswers(server: FacilityServer, answers: readonly string[]): Promise<string> {
  const folder = (await run('mktemp', ['-d'])).stdout.trim()
  const askpass = `${folder}/askpass`
  const script = `#!/bin/sh\nn=$(cat ${folder}/n 2>/dev/null || echo 1)\necho $((n+1)) >${folder}/n\nsed -n "$n"p ${folder}/answers\n`
  const { writeFile } = await import('node:fs/promises')
  await writeFile(askpass, script, { mode: 0o700 })
  await writeFile(`${folder}/answers`, `${answers.join('\n')}\n`, { mode: 0o600 })
  const env = { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':none' }
  const extra = ['-o', 'NumberOfPasswordPrompts=1', '-o', 'PubkeyAuthentication=no']
  const args = [...options, ...extra, '-p', String(facility.ports[server]), `cryo@${facility.host}`, 'id -un']
  return (await run('ssh', args, { env, timeout: 200_000 })).stdout.trim()
}

async function until<T>(seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`not seen within ${seconds} s`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

describeFacility('the test facility', 'ssh', () => {
  const { cryo, encrypted, rsa, jump, stranger } = facility.keys

  it('lets each key in that it should, and no stranger', async () => {
    expect(await login('facility', 'id -un', { key: cryo })).toMatchObject({ status: 0, stdout: 'cryo\n' })
    expect(await login('facility', 'id -un', { key: rsa })).toMatchObject({ status: 0, stdout: 'cryo\n' })
    for (const key of [stranger, jump, encrypted]) {
      const refused = await login('facility', 'id -un', { key })
      expect(refused).toMatchObject({ status: 255, stdout: '' })
      expect(refused.stderr).toContain('Permission denied')
    }
  })

  it.each([
    ['cryo', '/bin/bash'],
    ['tcshell', '/bin/tcsh'],
    ['fishy', '/usr/bin/fish'],
    ['restricted', '/bin/rbash']
  ] as const)('gives %s the login shell %s', async (user, shell) => {
    expect(await login('facility', 'echo $SHELL', { user, key: cryo })).toMatchObject({
      status: 0,
      stdout: `${shell}\n`
    })
  })

  it('greets banner on both streams before the command speaks', async () => {
    const { stdout, stderr } = await login('facility', 'id -un', { user: 'banner', key: cryo })
    expect(stdout).toBe('*** Welcome to the facility. Maintenance on Monday. ***\nbanner\n')
    expect(stderr).toContain('quota: 93%')
  })

  it('confines restricted', async () => {
    const refused = await login('facility', 'cd /', { user: 'restricted', key: cryo })
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('restricted')
  })

  it('lets jump pass through the bastion and gives it no shell there', async () => {
    expect((await login('bastion', 'id', { user: 'jump', key: jump })).status).toBe(1)
    const proxy = [
      'ssh',
      ...options,
      '-i',
      jump,
      '-p',
      String(facility.ports.bastion),
      '-W',
      '%h:%p',
      `jump@${facility.host}`
    ]
    const through = await login('facility', 'id -un', { key: cryo, extra: ['-o', `ProxyCommand=${proxy.join(' ')}`] })
    expect(through).toMatchObject({ status: 0, stdout: 'cryo\n' })
  })

  it('refuses cryo on the limited host and takes jump', async () => {
    expect((await login('limited', 'id -un', { key: cryo })).status).toBe(255)
    expect(await login('limited', 'id -un', { user: 'jump', key: jump })).toMatchObject({ status: 0, stdout: 'jump\n' })
  })

  it('asks for a password', async () => {
    expect(await loginWithAnswers('facility', [facility.password])).toBe('cryo')
    await expect(loginWithAnswers('facility', ['wrong'])).rejects.toThrow('Permission denied')
    expect(await loginWithAnswers('mfa', [facility.password])).toBe('cryo')
  })

  it('asks for a password and a time-based code, and takes each code once', async () => {
    const code = await totpCode()
    expect(await loginWithAnswers('otp', [facility.password, code])).toBe('cryo')
    await expect(loginWithAnswers('otp', [facility.password, code])).rejects.toThrow('Permission denied')
    expect(await loginWithAnswers('otp', [facility.password, await totpCode()])).toBe('cryo')
  })

  it('has no SFTP where it says so, and a broken one behind a shell that talks', async () => {
    const listing = (server: FacilityServer, user: FacilityUser) => {
      const args = [...options, '-i', cryo, '-b', '-', '-P', String(facility.ports[server]), `${user}@${facility.host}`]
      const child = run('sftp', args, { timeout: 200_000 })
      child.child.stdin?.end('pwd\n')
      return child
    }
    expect((await listing('facility', 'banner')).stdout).toContain('/home/banner')
    expect((await listing('shellsftp', 'cryo')).stdout).toContain('/home/cryo')
    await expect(listing('nosftp', 'cryo')).rejects.toThrow(/subsystem request failed|Connection closed/i)
    await expect(listing('shellsftp', 'banner')).rejects.toThrow(/message too long/i)
  })

  it('accepts and stays silent on the silent host', async () => {
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(facility.ports.silent, facility.host)
      socket.once('error', reject).once('data', data => resolve(`heard ${data}`))
      socket.once('close', () => resolve('closed'))
      setTimeout(() => {
        socket.removeAllListeners('close').destroy()
        resolve('silence')
      }, 500)
    })
    expect(heard).toBe('silence')
  })

  it('counts a login once, by user and from a mark on', async () => {
    const mark = loginMark('onechannel')
    expect(countLogins('onechannel', mark)).toBe(0)
    await login('onechannel', 'true', { key: cryo })
    expect(countLogins('onechannel', mark)).toBe(1)
    expect(countLogins('onechannel', mark, 'jump')).toBe(0)
    expect(countLogins('onechannel', loginMark('onechannel'))).toBe(0)
  })

  it('cuts sessions on demand and goes on listening', async () => {
    const mark = loginMark('onechannel')
    const sleeping = login('onechannel', 'sleep 60', { key: cryo })
    await until(60, async () => (countLogins('onechannel', mark) === 1 ? true : undefined))
    await dropConnections('onechannel')
    expect((await sleeping).status).toBe(255)
    expect((await login('onechannel', 'true', { key: cryo })).status).toBe(0)
  })

  it('falls silent on demand and wakes again', async () => {
    await pauseSshd('onechannel')
    try {
      const frozen = await login('onechannel', 'true', { key: cryo, extra: ['-o', 'ConnectTimeout=1'] })
      expect(frozen.status).toBe(255)
      expect(frozen.stderr).toMatch(/timed out/)
    } finally {
      await resumeSshd('onechannel')
    }
    expect((await login('onechannel', 'true', { key: cryo })).status).toBe(0)
  })

  it('makes scratch folders that their user owns', async () => {
    const folder = await scratch()
    expect(folder).toMatch(/^\/home\/cryo\/scratch-/)
    expect((await login('facility', `touch ${folder}/x && stat -c %U ${folder}`, { key: cryo })).stdout).toBe('cryo\n')
    expect(await scratch()).not.toBe(folder)
  })

  it('has a disk to run out of', async context => {
    if (!inject('facility').fullDisk) context.skip('mounting is not allowed on this machine')
    const { status, stderr } = await login(
      'facility',
      `head -c 2M /dev/zero >${facility.fullDisk}/x; s=$?; rm ${facility.fullDisk}/x; exit $s`,
      {
        key: cryo
      }
    )
    expect(status).not.toBe(0)
    expect(stderr).toContain('No space left on device')
  })
})

describeFacility('the SLURM cluster of the test facility', 'slurm', () => {
  const slurm = (command: string) => login('facility', command, { key: facility.keys.cryo })

  it('has four nodes in two partitions', async () => {
    const rows = async () => (await slurm("sinfo -h -N -o '%N %R %t'")).stdout.trim().split('\n').sort()
    expect((await rows()).map(row => row.split(' ').slice(0, 2).join(' '))).toEqual([
      'cpu01 cpu',
      'cpu02 cpu',
      'gpu01 gpu',
      'gpu02 gpu'
    ])
    // What an earlier test ended may still be on its way off a node.
    await expect
      .poll(async () => (await rows()).filter(row => !/(idle|mix|alloc)$/.test(row)), { timeout: 90_000 })
      .toEqual([])
  })

  it('runs a job of cryo, gives it the GPUs it asked for, and accounts for it', async () => {
    const folder = await scratch()
    const script = '#!/bin/bash\necho "gpus $CUDA_VISIBLE_DEVICES"; exit 7'
    const waited = await slurm(
      `cd ${folder} && printf '%s\\n' '${script}' >job.sh && sbatch --parsable --wait -p gpu --gres=gpu:a100:2 -o out.txt job.sh; echo rc $?; cat out.txt`
    )
    expect(waited.stdout, waited.stderr).toMatch(/^(\d+)\nrc 7\ngpus \d,\d\n$/)
    const id = waited.stdout.split('\n')[0]
    const row = await until(60, async () => {
      const { stdout } = await slurm(`sacct -nXP -j ${id} -o State,ExitCode,User`)
      return stdout.startsWith('FAILED') ? stdout.trim() : undefined
    })
    expect(row).toBe('FAILED|7:0|cryo')
  })
})
