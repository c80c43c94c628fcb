import { explainReason } from '@domain/jobs/reasons'
import { describe, expect, it } from 'vitest'

/** All codes of SLURM's job_state_reason.c but for the families of limits, and those of older releases. */
const single = `None Prolog Priority Dependency Resources PartitionNodeLimit PartitionTimeLimit PartitionDown
PartitionInactive JobHeldAdmin JobHeldUser BeginTime Licenses AssociationJobLimit AssociationResourceLimit
AssociationTimeLimit Reservation ReqNodeNotAvail FrontEndDown SchedDefer NodeDown BadConstraints SystemFailure
JobLaunchFailure NonZeroExitCode RaisedSignal TimeLimit InactiveLimit InvalidAccount InvalidQOS QOSUsageThreshold
QOSJobLimit QOSResourceLimit QOSTimeLimit Cleaning QOSNotAllowed AccountNotAllowed DependencyNeverSatisfied
JobHoldMaxRequeue JobArrayTaskLimit BurstBufferResources BurstBufferStageIn BurstBufferOperation PowerNotAvail
PowerReserved DeadLine PartitionConfig AccountingPolicy FedJobLock OutOfMemory MaxMemPerLimit ReservationDeleted
ReservationInvalid Constraints`.split(/\s+/)

const kinds = ['Unknown', 'Energy', 'GRES', 'License', 'BB', 'Billing', 'Node']
const limits = [
  ...['AssocGrp', 'QOSGrp'].flatMap(holder =>
    [
      ...['CpuLimit', 'CPUMinutesLimit', 'CPURunMinutesLimit', 'JobsLimit', 'MemLimit', 'NodeLimit', 'SubmitJobsLimit'],
      ...['WallLimit', 'MemMinutes', 'MemRunMinutes', 'MemoryMinutes', 'MemoryRunMinutes'],
      ...kinds.flatMap(kind => [kind, `${kind}Minutes`, `${kind}RunMinutes`])
    ].map(what => holder + what)
  ),
  ...['AssocMax', 'QOSMax'].flatMap(holder =>
    [
      ...['CpuPerJobLimit', 'CpuMinutesPerJobLimit', 'NodePerJobLimit', 'WallDurationPerJobLimit', 'JobsLimit'],
      ...['SubmitJobLimit', 'CpuPerNode', 'CpuPerUserLimit', 'JobsPerUserLimit', 'SubmitJobPerUserLimit'],
      ...[...kinds, 'Mem', 'Memory'].flatMap(kind =>
        ['PerJob', 'PerNode', 'PerUser', 'MinutesPerJob'].map(per => kind + per)
      )
    ].map(what => holder + what)
  ),
  ...['CpuNotSatisfied', 'Memory', ...kinds].map(what => `QOSMin${what}`),
  ...['Cpu', 'Memory', 'Jobs', 'SubmitJobs', ...kinds].map(what => `Max${what}PerAccount`)
]

describe('the reason why a job waits', () => {
  it.each([...single, ...limits])('%s is told in sentences, with what to do or that it goes by itself', code => {
    const words = explainReason(code)
    expect(words).toMatch(/^[A-Z].*\.$/)
    expect(words.split('. ').length + words.split('; ').length, words).toBeGreaterThanOrEqual(3)
    // No word of the code itself: `MemMinutes`, `BB`.
    expect(words).not.toMatch(/[a-z][A-Z]|\b(?:BB|GRES|PerJob|Unknown)\b/)
  })

  it('says what is limited, for whom, and whether waiting helps', () => {
    expect(explainReason('AssocGrpCPUMinutesLimit')).toBe(
      'All jobs of the account together have used as much CPU time as they may. Ask for more, or use another account.'
    )
    expect(explainReason('QOSMaxGRESPerUser')).toBe(
      'As many GPUs as its quality of service allows one user are in use. It starts when some are free.'
    )
    expect(explainReason('MaxMemoryPerAccount')).toBe(
      'As much memory as its quality of service allows one account is in use. It starts when some is free.'
    )
    expect(explainReason('AssocMaxCpuPerNode')).toBe(
      'It asks for more CPUs than your account allows on a node. Ask for fewer.'
    )
  })

  it('that is not known stands as it is, and so does what SLURM adds', () => {
    expect(explainReason('QOSMaxTeapotsPerUser')).toBe('QOSMaxTeapotsPerUser')
    expect(explainReason('MaxTeapots')).toBe('MaxTeapots')
    expect(explainReason('ReqNodeNotAvail, UnavailableNodes:cpu01')).toMatch(/\(UnavailableNodes:cpu01\)$/)
  })
})
