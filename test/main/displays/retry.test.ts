import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import type { Step } from '../../../src/main/displays/adapter'
import { dcvViewerPlaces, findClient } from '../../../src/main/displays/client-programs'
import { type Attempt, retrySeconds, untilReady } from '../../../src/main/displays/retry'

const notYet: Attempt<string> = { notYet: new Failure('timeout', 'it is still creating', { hint: 'Wait.' }) }

async function run(answers: Attempt<string>[], waits: readonly number[], signal?: AbortSignal) {
  const steps: Step[] = []
  const left = [...answers]
  const tries = untilReady('Session s1', async () => left.shift() ?? notYet, signal, waits)
  for (;;) {
    const item = await tries.next()
    if (item.done) return { steps, value: item.value }
    steps.push(item.value)
  }
}

describe('What is not ready', () => {
  it('is tried again further and further apart, for a minute', () => {
    expect(retrySeconds.slice(0, 4)).toEqual([1, 2, 4, 8])
    expect(retrySeconds.reduce((sum, seconds) => sum + seconds, 0)).toBe(60)
  })

  it('says why and when it is tried again, and is there in the end', async () => {
    const { steps, value } = await run([notYet, notYet, { ready: 'there' }], [0.01, 0.02, 0.04])
    expect(value).toBe('there')
    expect(steps.map(({ attempt, retrySeconds: seconds }) => [attempt, seconds])).toEqual([
      ...[
        [1, null],
        [1, 0.01],
        [2, null],
        [2, 0.02],
        [3, null]
      ]
    ])
    expect(steps[1]?.text).toBe('Session s1: it is still creating')
  })

  it('ends with the step that it is of', async () => {
    await expect(run([], [0.01])).rejects.toMatchObject({
      ...{ code: 'timeout', message: 'Session s1: it is still creating', hint: 'Wait.' }
    })
  })

  it('ends at once when nobody waits any more', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    await expect(run([], [30], stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('The client of DCV', () => {
  const homeFolder = '/home/ada'

  it('is looked for where each system has it', () => {
    const linux = dcvViewerPlaces({ homeFolder, environment: { PATH: '/opt/bin:relative' }, system: 'linux' })
    expect(linux).toEqual(['/opt/bin/dcvviewer', '/usr/bin/dcvviewer'])
    const mac = dcvViewerPlaces({ homeFolder, environment: {}, system: 'darwin' })
    expect(mac[0]).toBe('/Applications/DCV Viewer.app/Contents/MacOS/dcvviewer')
    expect(mac).toContain('/Applications/DCV.app/Contents/MacOS/dcvviewer')
    const environment = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }
    expect(dcvViewerPlaces({ homeFolder, environment, system: 'win32' })).toEqual([
      'C:\\Program Files\\NICE\\DCV\\Client\\bin\\dcvviewer.exe',
      'C:\\Program Files (x86)\\NICE\\DCV\\Client\\bin\\dcvviewer.exe'
    ])
  })

  it('is the first that is there', () => {
    expect(findClient(['/a', '/b', '/c'], path => path !== '/a')).toBe('/b')
    expect(findClient(['/a'], () => false)).toBeUndefined()
  })
})
