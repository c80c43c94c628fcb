/** What is said of results in a bucket, from the launch until after the end. */
import type { Run } from '@contract/cloud-runs'
import { resultsAddress, resultsWords } from '@domain/cloud/results/results-words'
import { expect, it } from 'vitest'
import { someMachine, someRun } from '../spend/some-runs'

const to = { kind: 's3' as const, path: '/lab/waiting' }
const path = '/lab/waiting/farscope-r00000000001'
const gone = someMachine({ endedAt: '2026-11-22T11:00:00Z' })

function words(given: Partial<Omit<Run, 'asked'>>, known: Partial<NonNullable<Run['results']>> = {}): string {
  const results = { path, until: null, bytes: null, error: null, ...known }
  const run = someRun({ asked: { results: { to, end: true } }, results, ...given })
  return resultsWords(run, { size: bytes => `${bytes} B`, time: instant => instant.slice(11, 16) })
}

it('names the folder of the run, and before it is known what the user named', () => {
  const run = someRun({ asked: { results: { to, end: true } } })
  expect(resultsAddress(run)).toBe('s3://lab/waiting')
  expect(resultsAddress({ ...run, results: { path, until: null, bytes: null, error: null } })).toBe(`s3:/${path}`)
})

it('says who puts them there while there is a machine, and how long it can', () => {
  expect(words({ machine: someMachine() })).toBe('the machine puts them there if nobody fetches them')
  expect(words({ machine: someMachine() }, { until: '2026-11-22T18:00:00Z' })).toContain(', until 18:00')
  expect(words({ state: 'waiting', machine: someMachine() })).toContain('the machine puts them there')
})

it('says that they wait or come once the machine is gone, and how much it is', () => {
  expect(words({ state: 'waiting', machine: gone }, { bytes: 12 })).toBe('they wait there, 12 B')
  expect(words({ state: 'fetching', machine: gone })).toBe('they come from there')
})

it('never says of a run that is over that its machine will put them there', () => {
  expect(words({ state: 'done', machine: gone }, { bytes: 12 })).toBe('they came back, nothing is left there')
  expect(words({ state: 'failed', machine: gone })).toBe('none is known to be there')
  expect(words({ state: 'stopped', machine: gone }, { bytes: 12 })).toBe('they stay there, 12 B')
})
