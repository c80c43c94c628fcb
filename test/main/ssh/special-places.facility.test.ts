import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { countLogins, facility, loginMark, ports, scratch, status } from '../../facility/facility'
import { createRig, type Rig, targetAt } from './rig'

const run = promisify(execFile)
let rig: Rig | undefined
const start = async (): Promise<Rig> => {
  rig = await createRig()
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

/** A real ssh-agent that holds these keys. */
async function withAgent(keys: readonly string[], work: (socket: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-agent-'))
  const socket = join(folder, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    await once(agent.stdout, 'data', { signal: AbortSignal.timeout(90_000) })
    if (keys.length > 0) await run('ssh-add', ['-q', ...keys], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
    await work(socket)
  } finally {
    agent.kill()
    await rm(folder, { recursive: true })
  }
}

describeFacility('The keys of an agent', 'ssh', () => {
  const noFiles = { identityFiles: ['/nonexistent'], identitiesOnly: false }

  it('log in, one after the other, with ed25519 and RSA', async () => {
    await withAgent([facility.keys.stranger, facility.keys.rsa], async identityAgent => {
      const { connections } = await start()
      const mark = loginMark('facility')
      const link = await connections.acquire(targetAt(ports.facility, { ...noFiles, identityAgent }))
      expect((await link.run('id -un')).stdout.toString()).toBe('cryo\n')
      expect(countLogins('facility', mark)).toBe(1)
    })
  })

  it('are the first of two steps, too', async () => {
    await withAgent([facility.keys.cryo], async identityAgent => {
      rig = await createRig(() => ({ kind: 'credentials', answers: [facility.password], remember: false }))
      await rig.connections.acquire(targetAt(ports.mfa, { ...noFiles, identityAgent }))
      expect(rig.asked).toHaveLength(1)
    })
  })

  it('stay unused where only the named files count', async () => {
    await withAgent([facility.keys.cryo], async identityAgent => {
      const { connections } = await start()
      const target = targetAt(ports.facility, { ...noFiles, identityAgent, identitiesOnly: true })
      await expect(connections.acquire(target)).rejects.toMatchObject({ code: 'answer-needed' })
    })
  })

  it('are done without when the agent is gone', async () => {
    const { connections } = await start()
    const target = targetAt(ports.facility, { identityAgent: '/nonexistent/agent', identitiesOnly: false })
    expect((await connections.acquire(target)).connected).toBe(true)
  })
})

describeFacility('A restricted account', 'ssh', () => {
  it('runs scripts and shows its files', async () => {
    const { connections } = await start()
    const link = await connections.acquire(targetAt(ports.facility, { user: 'restricted' }))
    const result = await link.run('printf "%s|" "$@"; id -un', { args: ["it's", '!x', '\n'] })
    expect(result.stdout.toString()).toBe("it's|!x|\n|restricted\n")
    expect(await (await link.sftp()).realpath('.')).toBe('/home/restricted')
  })
})

describeFacility('Files on a real server', 'ssh', () => {
  it('that do not fit fail as a full disk, and the channel stays good', async context => {
    if (!status().fullDisk) context.skip('no full disk here')
    const { connections } = await start()
    const link = await connections.acquire(targetAt(ports.facility))
    const sftp = await link.sftp()
    const path = join(facility.fullDisk, `full-${process.pid}`)
    const handle = await sftp.open(path, { write: true, create: true, exclusive: true })
    try {
      const block = Buffer.alloc(sftp.limits.maxWrite, 1)
      const fill = async (): Promise<void> => {
        for (let at = 0; at < 8; at++) await sftp.write(handle, at * block.length, block)
      }
      await expect(fill()).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining(path) })
    } finally {
      await sftp.closeFile(handle).catch(() => undefined)
      await link.run('rm -f "$1"', { args: [path] })
    }
    expect(await sftp.realpath('.')).toBe('/home/cryo')
  })

  it('are listed whole in a folder of 10 000', async () => {
    const { connections } = await start()
    const folder = await scratch()
    const link = await connections.acquire(targetAt(ports.facility))
    const made = await link.run('cd "$1" && seq -f "name %g" 1 10000 | tr "\\n" "\\0" | xargs -0 touch', {
      args: [folder]
    })
    expect(made.code).toBe(0)
    const names = new Set<string>()
    let batches = 0
    for await (const batch of (await link.sftp()).readDirectory(folder)) {
      batches++
      for (const { name } of batch) names.add(name)
    }
    await link.run('rm -r "$1"', { args: [folder] })
    expect(names.size).toBe(10_000)
    expect(names.has('name 10000')).toBe(true)
    expect(batches).toBeGreaterThan(1)
  })
})
