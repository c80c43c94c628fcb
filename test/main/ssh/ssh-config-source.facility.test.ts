import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSshConfigSource, type SshConfigSource } from '../../../src/main/ssh/ssh-config-source'
import { describeFacility } from '../../facility/describe-facility'

const config = `
Include conf.d/*
Host login*, !login9 login8
  HostName %h.example.org
  User "ann b"
Host gw1 gw2
  Port 2200
  ProxyJump bob@edge:2222,inner
  IdentityFile ~/.ssh/%r-%h
  IdentityFile = /keys/second # the other
Match host *.example.org user "ann b"
  Port 2022
  ServerAliveInterval 1m
Match exec "true"
  Port 1
Host *
  User everyone
  IdentitiesOnly yes
  ConnectTimeout 7
  Ciphers aes128-ctr
`
let folder = ''
let source: SshConfigSource

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-config-'))
  await mkdir(join(folder, '.ssh', 'conf.d'), { recursive: true })
  await writeFile(join(folder, '.ssh', 'config'), config.replace('login*, ', 'login* '), { mode: 0o600 })
  await writeFile(join(folder, '.ssh', 'conf.d', 'a'), 'Host inc\n  HostName 10.0.0.1\n  Port 44\n')
  source = createSshConfigSource({
    homeFolder: folder,
    localUser: 'me',
    environment: {},
    systemFile: join(folder, 'none')
  })
})
afterAll(() => rm(folder, { recursive: true }))

/** What the real client makes of the same file, less the block it would run a command for. */
async function sshSays(alias: string): Promise<Map<string, string>> {
  const copy = join(folder, 'for-ssh')
  const text = config
    .replace('login*, ', 'login* ')
    .replace('conf.d/*', `${folder}/.ssh/conf.d/*`)
    .replace('exec "true"', 'host nobody')
  await writeFile(copy, text)
  const { stdout } = await promisify(execFile)('ssh', ['-G', '-F', copy, alias])
  return new Map(stdout.split('\n').map(line => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]))
}

describeFacility('ssh_config beside the real ssh -G', 'ssh', () => {
  it.each(['login1', 'login9', 'login8', 'gw1', 'inc', 'other'])('agrees about %s', async alias => {
    const theirs = await sshSays(alias)
    const ours = await source.resolve(alias, {})
    expect({ host: ours.host, port: String(ours.port), user: ours.user }).toEqual({
      host: theirs.get('hostname'),
      port: theirs.get('port'),
      user: theirs.get('user')
    })
    expect(String(ours.connectTimeoutSeconds)).toBe(theirs.get('connecttimeout'))
  })

  it('reads jump hosts and key files with their tokens', async () => {
    expect(await source.resolve('gw1', {})).toMatchObject({
      identityFiles: [`${folder}/.ssh/everyone-gw1`, '/keys/second'],
      proxyJump: [{ user: 'bob', host: 'edge', port: 2222 }, { host: 'inner' }]
    })
  })

  it('lists the hosts, and each directive it does not honour with its line', async () => {
    const view = await source.view(undefined)
    expect(view.hosts.map(({ alias }) => alias)).toEqual(['inc', 'login8', 'gw1', 'gw2'])
    expect(view.unused).toMatchObject([
      { text: 'Match exec "true"', line: 14 },
      { text: 'Ciphers aes128-ctr', reason: 'not used by Farscope' }
    ])
  })
})
