import { expect, it } from 'vitest'
import { jobRecord } from '../../../src/domain/jobs/job-record'
import { unknownIds } from '../../../src/domain/jobs/known-ids'

const records = ['5', '7_2', '7_[3-8:2]', '9+1'].map(id => jobRecord({ id, stateRaw: 'RUNNING' }))

it('knows jobs, arrays and their tasks, apart or together', () => {
  expect(unknownIds(['5', '7', '7_2', '7_5', '7_[3-8]', '9', '9+1'], records)).toEqual([])
})

it('gives those of which no record speaks', () => {
  expect(unknownIds(['6', '7_4', '70', '5_1'], records)).toEqual(['6', '7_4', '70', '5_1'])
})
