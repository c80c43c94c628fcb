/** The steps of the preflight that are of the road, on links that stand in for bad ones. */
import { PassThrough } from 'node:stream'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import type { DisplayPlace } from '../../../src/main/displays/adapter'
import { preflight } from '../../../src/main/displays/preflight'
import type { Connection } from '../../../src/main/ssh/types'
import { fakeKind } from './fake-displays'

/** Each step as `state text`, then its hint. */
async function stepsOver(connection: () => Promise<Connection>): Promise<Record<string, string>> {
  const place: DisplayPlace = {
    ...{ site: 'em', host: 'viz', automatic: false, facility: undefined },
    ...{ connection, login: connection }
  }
  const told: Record<string, string> = {}
  for await (const { step, state, text, hint } of preflight(fakeKind().adapter, { place, id: undefined }, undefined))
    told[step] = `${state} ${text} ${hint}`
  return told
}

/** Zeros that come in two pieces with a pause in between. */
function slowRead() {
  const stdout = new PassThrough()
  const exit = (async () => {
    stdout.write('0')
    await new Promise(resolve => setTimeout(resolve, 20))
    stdout.write('0')
    await new Promise(resolve => setImmediate(resolve))
  })()
  return { stdin: new PassThrough(), stdout, stderr: new PassThrough(), exit, close: () => undefined }
}

describe('The preflight', () => {
  it('warns of a road on which the pointer lags and pictures stutter, and says what helps', async () => {
    const times = [400, 300, 350]
    const link = {
      target: { host: 'localhost', user: 'ada', jumps: [] },
      serverVersion: 'OpenSSH_9.2p1',
      ping: async () => times.shift(),
      start: async () => slowRead(),
      run: async () => ({ stdout: Buffer.from('none\nwritable\n') })
    }
    // What these steps ask of a link, and nothing else of it.
    const steps = await stepsOver(async () => link as unknown as Connection)
    expect(steps).toMatchObject({
      dns: expect.stringMatching(/^pass localhost is /),
      auth: 'pass Logged in to localhost as ada. ',
      disk: expect.stringMatching(/^skipped .*can be written/),
      'round-trip': expect.stringMatching(/^warn 300 ms .*wired network/),
      bandwidth: expect.stringMatching(/^warn .*lower quality/)
    })
  })

  it.each([
    ['dns', 'dns'],
    ['tcp', 'refused'],
    ['auth', 'auth-failed']
  ] as const)('names %s where making the link fails with %s, and tries nothing behind it', async (step, code) => {
    const steps = await stepsOver(() => Promise.reject(new Failure(code, 'It failed.', { hint: 'Do that.' })))
    const names = ['dns', 'tcp', 'auth', 'disk'] as const
    const states = names.map(name => steps[name]?.split(' ')[0])
    const at = names.indexOf(step)
    expect(states).toEqual(names.map((_, index) => (index < at ? 'pass' : index === at ? 'fail' : 'skipped')))
    expect(steps[step]).toBe('fail It failed. Do that.')
    expect(steps.disk).toContain(`because ${step} failed`)
  })
})
