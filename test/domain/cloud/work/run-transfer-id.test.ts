import { isOfRun, isRunTransfer, runTransfers } from '@domain/cloud/work/run-transfer-id'
import { expect, it } from 'vitest'
import { callerIdSchema } from '../../../../src/contract/base'

const first = runTransfers('rabcdefghij1', 0)

it('knows the transfers of a run, and of one of its machines', () => {
  const id = first.of('down', 3)
  expect(callerIdSchema.safeParse(id).success).toBe(true)
  expect([isRunTransfer(id), isOfRun('rabcdefghij1', id), first.areOf(id)]).toEqual([true, true, true])
  expect(runTransfers('rabcdefghij1', 1).areOf(id)).toBe(false)
  expect(isOfRun('rabcdefghij2', id)).toBe(false)
  expect(isRunTransfer('run-of-the-mill')).toBe(false)
})
