import { exitMarkOf } from '@domain/relion/exit-marks'
import { expect, it } from 'vitest'

const well = { exitCode: 0, endedBy: 'itself' } as const

it.each([
  [well, [], false, 'SUCCESS'],
  [well, ['RELION_JOB_EXIT_SUCCESS'], false, 'SUCCESS'],
  [well, ['RELION_JOB_EXIT_FAILURE'], false, 'FAILURE'],
  [well, ['RELION_JOB_EXIT_ABORTED'], true, 'ABORTED'],
  // The button came too late.
  [well, ['RELION_JOB_EXIT_SUCCESS'], true, 'SUCCESS'],
  [{ exitCode: 1, endedBy: 'itself' }, ['RELION_JOB_EXIT_SUCCESS'], false, 'FAILURE'],
  [{ exitCode: 143, endedBy: 'stop' }, [], false, 'ABORTED'],
  [{ exitCode: 143, endedBy: 'idle' }, [], false, 'FAILURE'],
  [{ exitCode: null, endedBy: null }, [], false, 'FAILURE']
] as const)('of %j with %j left there, abort asked: %s, is %s', (command, left, aborted, mark) => {
  expect(exitMarkOf(command, left, aborted)).toBe(`RELION_JOB_EXIT_${mark}`)
})
