import * as fs from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { isThisComputer, type OwnHost, ownHost } from '../../../src/main/ledger/this-computer'
import type { Endpoint, HostTarget } from '../../../src/main/ssh/types'

const endpoint = (host: string): Endpoint => ({
  ...{ host, port: 22, user: 'ann', identityFiles: [], identitiesOnly: false },
  ...{ connectTimeoutSeconds: 10, keepAliveSeconds: 0 }
})
const link = (host: string, fingerprint = 'SHA256:theirs', more: Partial<HostTarget> = {}) => ({
  target: { ...endpoint(host), site: 'scope', hostName: 'main', jumps: [], ...more },
  hostKey: { host, port: 22, keyType: 'ssh-ed25519', fingerprint, state: 'known' } satisfies TrustedKey
})
const own: OwnHost = { names: new Set(['ws3', '10.0.0.5', 'fd00::5']), fingerprints: new Set(['SHA256:ours']) }
const addresses: Record<string, string[]> = { 'data.lab.org': ['10.0.0.5'], 'nas.lab.org': ['10.0.0.9'] }
const asked = (given: ReturnType<typeof link>) =>
  isThisComputer(given, own, new AbortController().signal, async name => {
    const found = addresses[name]
    if (found) return found
    throw new Failure('unreachable', 'No such name.')
  })

describe('a site that is this computer', () => {
  it('is perhaps one where it is dialled at a loopback, or by a name or an address of ours', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      '127.0.0.1',
      '127.0.1.1',
      '::1',
      '10.0.0.5',
      'fd00::5',
      'WS3.lab.org'
    ])
      expect([host, await asked(link(host))]).toEqual([host, 'unknown'])
    expect(await asked(link('data.lab.org'))).toBe('unknown')
  })

  it('is perhaps one where it shows a host key of ours, and surely where it does so at an address of ours', async () => {
    expect(await asked(link('nas.lab.org', 'SHA256:ours'))).toBe('unknown')
    expect(await asked(link('localhost', 'SHA256:ours'))).toBe('one')
  })

  it('is none behind a jump host or a command that carries the link: its loopback is theirs', async () => {
    const jumps = [endpoint('gate.lab.org')]
    expect(await asked(link('localhost', 'SHA256:theirs', { jumps }))).toBe('two')
    expect(await asked(link('localhost', 'SHA256:theirs', { proxyCommand: 'ssh gate nc localhost 22' }))).toBe('two')
    expect(await asked(link('localhost', 'SHA256:ours', { jumps }))).toBe('unknown')
    expect(await asked(link('nas.lab.org'))).toBe('two')
  })

  it('is not told where a name cannot be resolved', async () => {
    await expect(asked(link('gone.lab.org'))).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('this computer', () => {
  it('knows its name, its addresses and the host keys of its SSH server', async () => {
    const folder = await fs.mkdtemp(join(tmpdir(), 'farscope-keys-'))
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIFySgBwlYaKhHHSCjMgnxINrqMxYwOEJlRLuKiKXvCRB'
    await fs.writeFile(join(folder, 'ssh_host_ed25519_key.pub'), `ssh-ed25519 ${key} root@ws3\n`)
    await fs.writeFile(join(folder, 'ssh_host_rsa_key.pub'), '')
    await fs.writeFile(join(folder, 'moduli'), 'ssh-ed25519 AAAA')
    const { names, fingerprints } = await ownHost(folder)
    expect(names).toContain(hostname().toLowerCase())
    expect(names).toContain('127.0.0.1')
    expect([...fingerprints]).toEqual([`SHA256:${keySum}`])
    expect((await ownHost(join(folder, 'none'))).fingerprints.size).toBe(0)
    await fs.rm(folder, { recursive: true, maxRetries: 5 })
  })
})

/** As `ssh-keygen -l` tells it. */
const keySum = 'Ot+FErr/gNCGKIfqS+3PlV1YbuCV7Ab4s5YyfnSvxZk'
