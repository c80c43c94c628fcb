import { cryosparcIteration, cryosparcJob, readCryosparcLog } from '@domain/cryosparc/job-folder'
import { describe, expect, it } from 'vitest'

// As quoted in reports at discuss.cryosparc.com, with other names.
const command =
  '/home/em/software/cryosparc2_worker/bin/cryosparcw run --project P1 --job J6 --master_hostname gpu2 --master_command_core_port 39002 > /net/data/output/J6/job.log 2>&1'

describe('a job of cryoSPARC', () => {
  it('is known by its command, and its folder by its log', () => {
    expect(cryosparcJob(`#!/bin/bash\n${command}\n`, null)).toEqual({
      project: 'P1',
      job: 'J6',
      folder: '/net/data/output/J6'
    })
    const lane = '#!/bin/bash\n/opt/cryosparcw run --project P3 --job J12 --master_hostname m\n'
    expect(cryosparcJob(lane, '/data/CS-x/J12/job.log')).toMatchObject({ job: 'J12', folder: '/data/CS-x/J12' })
    expect(cryosparcJob(lane, '/data/slurm-4711.out')).toBeNull()
    expect(cryosparcJob('#!/bin/sh\necho cryosparcw\n', '/data/J12/job.log')).toBeNull()
  })

  it('has the number of an iteration in the names of its files, of all versions', () => {
    expect(cryosparcIteration('cryosparc_P1_J2_020_class_averages.mrc', 'J2')).toBe(20)
    expect(cryosparcIteration('J63_007_particles.cs', 'J63')).toBe(7)
    expect(cryosparcIteration('J63_passthrough_particles.cs', 'J63')).toBeNull()
    expect(cryosparcIteration('J6_007_particles.cs', 'J63')).toBeNull()
  })

  it('tells its latest iteration and resolution where its log has them', () => {
    const log =
      'FSC Iteration 003, x\nUsing Filter Radius 80.000 (4.100A)\nFSC Iteration 004, x\nUsing Filter Radius 100.000 (3.000A)\n'
    expect(readCryosparcLog(log)).toEqual({ iteration: 4, resolutionAngstrom: 3 })
    expect(readCryosparcLog('heartbeat\n')).toEqual({ iteration: null, resolutionAngstrom: null })
  })
})
