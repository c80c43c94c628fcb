import { describe, expect, it } from 'vitest'
import type { DisplayPlace } from '../../../src/main/displays/adapter'
import { readDcvJobs } from '../../../src/main/displays/dcv-jobs'
import { addressOf, findServers } from '../../../src/main/displays/vnc-found'

const line = (...fields: readonly string[]): string => `${fields.join('\t')}\n`

/** A host whose report and whose queue are these. */
function place(report: string, queue = ''): DisplayPlace {
  const run = async (script: string) => ({
    ...{ stdout: Buffer.from(script.includes('squeue -h') ? queue : report), stderr: Buffer.alloc(0), code: 0 },
    signal: null
  })
  const connection = { run, target: { user: 'cryo' } }
  return {
    ...{ site: 'cluster', host: 'main', automatic: false, facility: undefined },
    // Of the link only `run` is used.
    ...{ connection: async () => connection as never, login: async () => connection as never }
  }
}

const head = line('host', 'login1') + line('user', 'cryo') + line('wrapper', '/usr/bin/vncserver')
const inJob = (port: string): string =>
  line('own', 'job.x', 'node7', '4', port, '', 'away', '', '', '0', '0', '4711', '', '', '', 'In a job')

describe('a VNC display in a job of SLURM', () => {
  it.each([
    ['PENDING', 'starting'],
    ['CONFIGURING', 'starting'],
    ['REQUEUE_HOLD', 'starting'],
    ['SUSPENDED', 'starting'],
    ['RUNNING', 'ready'],
    ['RESIZING', 'ready'],
    ['COMPLETING', 'closing'],
    ['CANCELLED by 1000', 'ended'],
    ['OUT_OF_MEMORY', 'ended'],
    ['A_WORD_OF_LATER_YEARS', 'ready']
  ])('of state %s is %s', async (state, expected) => {
    const { servers } = await findServers(place(head + inJob('5904'), `4711|${state}|None\n`), undefined)
    expect(servers.map(({ display }) => display.state)).toEqual([expected])
  })

  it('whose job lives in a state that nobody knows yet starts until it listens', async () => {
    const { servers } = await findServers(place(head + inJob(''), '4711|A_WORD_OF_LATER_YEARS|None\n'), undefined)
    expect(servers.map(({ display }) => display.state)).toEqual(['starting'])
  })
})

describe('a DCV session in a job of SLURM', () => {
  it.each([
    ['PENDING', 'waits in the queue'],
    ['CONFIGURING', 'waits in the queue'],
    ['RUNNING', 'runs']
  ])('of state %s is told as one that %s', async (state, words) => {
    const known = `id farscope-1\njob 4711\nend\nasked\n4711|${state}|None\n`
    const [job] = await readDcvJobs(place('', known), undefined)
    expect(job).toMatchObject({ state: 'starting', message: expect.stringContaining(words) })
  })
})

describe('a VNC server that listens on a socket file', () => {
  it('is found where vncserver lists it, with its port where it has one too', async () => {
    const rows =
      line('listed', '5  5905  /run/user/7/five  77  Xtigervnc') + line('listed', '6  ----  /run/user/7/six  78  X')
    const { servers } = await findServers(place(head + rows), undefined)
    expect(servers.map(addressOf)).toEqual([{ host: '127.0.0.1', port: 5905 }, { socket: '/run/user/7/six' }])
    expect(servers.map(({ display }) => display.socket)).toEqual(['/run/user/7/five', '/run/user/7/six'])
  })

  it('is found by its process where the list of vncserver only makes up a port', async () => {
    const text = head + line('listed', ':9   4711') + line('socket', '9', '/home/cryo/.vnc/nine')
    const { servers } = await findServers(place(text), undefined)
    expect(servers).toMatchObject([{ by: 'wrapper', display: { id: ':9', listens: null } }])
    expect(servers.map(addressOf)).toEqual([{ socket: '/home/cryo/.vnc/nine' }])
  })

  it('is found by its process alone, and then says why it is not ended from here', async () => {
    const { servers } = await findServers(place(head + line('socket', '8', '/tmp/eight')), undefined)
    expect(servers).toMatchObject([
      {
        by: 'others',
        display: { id: ':8', state: 'ready', socket: '/tmp/eight', cannot: { close: expect.any(String) } }
      }
    ])
  })
})
