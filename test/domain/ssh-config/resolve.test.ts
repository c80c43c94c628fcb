import { type ConfigFile, includePatterns, parseConfig } from '@domain/ssh-config/config-file'
import { listHosts, unusedLines } from '@domain/ssh-config/overview'
import { parseProxyJump, parseSeconds, type ResolveQuery, resolveHost } from '@domain/ssh-config/resolve'
import { describe, expect, it } from 'vitest'

/** The files by name; Include finds them there. */
function load(files: Readonly<Record<string, string>>, file = 'config'): ConfigFile {
  return parseConfig(file, files[file] ?? '', words =>
    words.flatMap(word => (word in files ? [load(files, word)] : []))
  )
}
function resolve(config: string, host: string, more: Partial<ResolveQuery> = {}, files: Record<string, string> = {}) {
  const query = { host, localUser: 'me', homeFolder: '/home/me', environment: { KEYS: '/keys' }, ...more }
  return resolveHost([load({ ...files, config })], query)
}

describe('ssh_config', () => {
  it('has defaults for a host it does not name', () => {
    expect(resolve('', 'h')).toMatchObject({ host: 'h', port: 22, user: 'me', identityFiles: [], proxyJump: [] })
  })

  it('takes the first value of a directive, and adds up identity files', () => {
    const config =
      'Host a\n  Port 1\n  IdentityFile ~/one\nHost *\n  Port 2\n  User u\n  IdentityFile $' + '{KEYS}/%h-%r'
    expect(resolve(config, 'a')).toMatchObject({ port: 1, user: 'u', identityFiles: ['/home/me/one', '/keys/a-u'] })
    expect(resolve(config, 'a', { port: 9, user: 'x' })).toMatchObject({ port: 9, user: 'x' })
  })

  it('counts what stands before the first Host for every host', () => {
    expect(resolve('User first\nHost a\n  User second', 'a').user).toBe('first')
  })

  it.each([
    ['login1', 2],
    ['login9', 22],
    ['other', 22]
  ])('lets a negated pattern decide against (%s)', (host, port) => {
    expect(resolve('Host !login9 login*\n  Port 2', host).port).toBe(port)
  })

  it('does not take a block whose patterns are all negated', () => {
    expect(resolve('Host !a\n  Port 2', 'b').port).toBe(22)
  })

  it('looks a Match up with the host name and user as they are known by then', () => {
    const config =
      'Host a\n  HostName %h.example.org\nMatch host *.example.org user me\n  Port 2\nMatch originalhost a !user me\n  Port 3'
    expect(resolve(config, 'a').port).toBe(2)
    expect(resolve(config, 'a', { user: 'you' }).port).toBe(3)
    expect(resolve('Match all\n  Port 4', 'x').port).toBe(4)
    expect(resolve('Match localuser me,you\n  Port 5', 'x').port).toBe(5)
  })

  it('leaves out a Match that it cannot judge, also negated', () => {
    expect(
      resolve('Match exec "true"\n  Port 2\nMatch !exec "false"\n  Port 3\nMatch all exec x\n  Port 4', 'a').port
    ).toBe(22)
  })

  it('reads an included file where it stands, and only for the block around it', () => {
    const files = { more: 'Port 7\nHost b\n  User from-more' }
    expect(resolve('Host a\n  Include more\n  Port 8\n', 'a', {}, files)).toMatchObject({ port: 7, user: 'me' })
    expect(resolve('Host a\n  Include more\n', 'b', {}, files)).toMatchObject({ port: 22, user: 'me' })
    expect(resolve('Include more\nHost b\n  Port 9', 'b', {}, files)).toMatchObject({ port: 7, user: 'from-more' })
    expect(includePatterns('Include a "b c"\n include=d # e')).toEqual(['a', 'b c', 'd'])
  })

  it('takes ProxyJump or ProxyCommand, whichever comes first', () => {
    expect(resolve('ProxyCommand nc %h %p\nProxyJump gate', 'a')).toMatchObject({
      proxyCommand: 'nc a 22',
      proxyJump: []
    })
    const jump = resolve('ProxyJump gate\nProxyCommand nc %h %p', 'a')
    expect(jump.proxyJump).toEqual([{ host: 'gate' }])
    expect(jump.proxyCommand).toBeUndefined()
    expect(resolve('ProxyJump none\nProxyCommand none', 'a')).toMatchObject({ proxyJump: [] })
  })

  it('reads keywords in any case, equals signs, quotes and comments', () => {
    const config = 'HOST="a"\n\tPoRt = 2 # two\n# Port 3\n  user "ann b"\n'
    expect(resolve(config, 'a')).toMatchObject({ port: 2, user: 'ann b' })
  })

  it('honours what decides about trust and keys', () => {
    const config =
      'HostKeyAlias k\nIdentitiesOnly yes\nIdentityAgent $NONE\nStrictHostKeyChecking yes\nUserKnownHostsFile ~/kh none\nServerAliveInterval 1m30\nConnectTimeout 5'
    expect(resolve(config, 'a')).toMatchObject({
      ...{ hostKeyAlias: 'k', identitiesOnly: true, identityAgent: 'none', strictHostKeys: true },
      ...{ knownHostsFiles: ['/home/me/kh'], keepAliveSeconds: 90, connectTimeoutSeconds: 5 }
    })
  })

  it('lists each line that is not honoured, with its place and why', () => {
    const files = { config: 'Include more\nCiphers x\nMatch exec "true"\nHost a', more: '\nStrictHostKeyChecking no' }
    expect(unusedLines([load(files)])).toEqual([
      { file: 'more', line: 2, text: 'StrictHostKeyChecking no', reason: expect.stringContaining('always checked') },
      { file: 'config', line: 2, text: 'Ciphers x', reason: 'not used by Farscope' },
      { file: 'config', line: 3, text: 'Match exec "true"', reason: expect.stringContaining('exec') }
    ])
  })

  it('lists the hosts that can be imported, without patterns and once each', () => {
    expect(listHosts([load({ config: 'Host a b* !c\nHost a d\nInclude m', m: 'Host e?\nHost f' })])).toEqual([
      'a',
      'd',
      'f'
    ])
  })

  it.each([
    ['gate', [{ host: 'gate' }]],
    ['ann@gate:2222,inner', [{ host: 'gate', user: 'ann', port: 2222 }, { host: 'inner' }]],
    ['ssh://ann@gate:22', [{ host: 'gate', user: 'ann', port: 22 }]],
    ['[fe80::1]:2222', [{ host: 'fe80::1', port: 2222 }]],
    ['a@b@gate', [{ host: 'gate', user: 'a@b' }]],
    ['none', []]
  ])('reads the jump hosts %s', (text, hops) => {
    expect(parseProxyJump(text)).toEqual(hops)
  })

  it.each([
    ['90', 90],
    ['1h30m', 5400],
    ['2D', 172_800],
    ['soon', undefined],
    [undefined, undefined]
  ])('reads the time %s', (text, seconds) => {
    expect(parseSeconds(text)).toBe(seconds)
  })
})
