import { describe, expect, it } from 'vitest'
import { dcvFailure } from '../../../src/main/displays/dcv-commands'
import { serverOf } from '../../../src/main/displays/dcv-server'

const failureOf = (stderr: string, stdout = '', code: number | null = 1) =>
  dcvFailure('creating a session', { stdout, stderr, code })

/** Each as the documentation or a report of a user has it. */
describe('What the server refuses', () => {
  it.each([
    ['Could not create session. Could not get the system bus: Exhausted all (…)', 'remote-error', /directory accounts/],
    ['Could not create session: no licenses', 'capacity', /close a session/i],
    ['Could not create session: Permission denied', 'permission', /Console sessions/],
    ["Could not describe session: The session 'x' is not available", 'not-found', /server itself/],
    ["Invalid connection request: unknown session 'x'", 'not-found', /server itself/],
    ['_XSERVTransMakeAllCOTSServerListeners: server already running', 'remote-error', /X1-lock|XN-lock/],
    ['Could not connect to the DCV server', 'remote-error', /systemctl start dcvserver/]
  ] as const)('is told with its own words and what helps: %s', (said, code, hint) => {
    for (const failure of [failureOf(said), failureOf('', said), failureOf(`\n  ${said}\n`)]) {
      expect(failure.code).toBe(code)
      expect(failure.message).toContain(said)
      expect(failure.hint).toMatch(hint)
    }
  })

  it('is told by its status where it says nothing', () => {
    expect(failureOf('', '', 3).message).toContain('status 3')
    expect(failureOf('', '', null).message).toContain('a signal ended it')
  })
})

describe('What a host says of its server', () => {
  it('is its port, its certificate and what else it knows', () => {
    const digits = 'AB'.repeat(32)
    const colons = digits.match(/../g)?.join(':')
    const said = `port 9443\nquic yes\nversion Amazon DCV 2024.0 (r19030)\nfree 1048576\nfingerprint ${colons}\n`
    expect(serverOf(said)).toEqual({
      ...{ port: 9443, quic: true, version: 'Amazon DCV 2024.0 (r19030)', freeKilobytes: 1_048_576 },
      fingerprint: digits.toLowerCase()
    })
  })

  it('is the usual port, and nothing that it does not know', () => {
    const nothing = { port: 8443, quic: false, version: undefined, freeKilobytes: undefined, fingerprint: undefined }
    expect(serverOf('port 0\nversion \nfree \nfingerprint \n')).toEqual(nothing)
    expect(serverOf('port 70000\nfingerprint AB:CD\nfree none\n')).toEqual(nothing)
    expect(serverOf('')).toEqual(nothing)
  })
})
