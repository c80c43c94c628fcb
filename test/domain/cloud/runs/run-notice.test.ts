import { runNotice } from '@domain/cloud/runs/run-notice'
import { expect, it } from 'vitest'
import { madeUpRecord } from './made-up-record'

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
