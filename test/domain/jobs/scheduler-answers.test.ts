import { refusalWords } from '@domain/jobs/scheduler-answers'
import { describe, expect, it } from 'vitest'

describe('the words of a refusal', () => {
  // As SLURM 22.05.8 printed them.
  it('are said once and without the number of the job', () => {
    const twice = 'Job has already finished for job 9198\nslurm_suspend error: Job has already finished\n'
    expect(refusalWords(twice)).toBe('Job has already finished')
    expect(refusalWords('9195_77: Invalid job id specified\n')).toBe('Invalid job id specified')
    expect(refusalWords('Access/permission denied for job 9196\n')).toBe('Access/permission denied')
  })
  it('keep everything else that was said', () => {
    expect(refusalWords('scontrol: error: Slurm says no\nslurm_update error: Unspecified error')).toBe(
      'Slurm says no; Unspecified error'
    )
  })
})
