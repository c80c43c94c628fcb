import { runNotice } from '@domain/cloud/runs/run-notice'
import { expect, it } from 'vitest'
import { machine, madeUpRecord } from './made-up-record'

const { run } = madeUpRecord({ state: 'fetching' })

it('a run that is done is told with what it cost in dollars, and without a sum where that is unknown', () => {
  expect(runNotice(run, { ...run, state: 'done', usd: 1234.5 })).toEqual({
    title: 'refine: done',
    body: 'Its outputs are here, its machine is gone. About $1,234.50.'
  })
  expect(runNotice(run, { ...run, state: 'done' })?.body).toBe('Its outputs are here, its machine is gone.')
})

it('outputs that wait are told where something is in their way; what did not change and who stopped it are not', () => {
  const error = { code: 'disk-full' as const, message: 'The disk is full.', hint: '' }
  expect(runNotice(run, { ...run, state: 'waiting', error })).toMatchObject({ title: 'refine: outputs wait' })
  expect(runNotice(run, { ...run, error })).toBeUndefined()
  expect(runNotice(run, { ...run, state: 'stopped' })).toBeUndefined()
})

it('results that wait in a bucket are told with where, since no machine is left', () => {
  const error = { code: 'disk-full' as const, message: 'The disk is full.', hint: '' }
  const gone = { ...machine, endedAt: machine.launchedAt }
  const results = { path: '/lab/waiting/farscope-r1', until: null, bytes: 5, error: null }
  const { body } = runNotice(run, { ...run, state: 'waiting', error, machine: gone, results }) ?? {}
  expect(body).toBe('The disk is full. They wait in s3://lab/waiting/farscope-r1.')
})
