/** What a run ends as: after its outputs were fetched, and when its machine went by itself. */
import type { Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import { Failure } from '../../failure'
import { hasUnfetched } from '../run-look'
import { dollars } from '../usd-text'
import { latestEnd } from './renewal'
import type { EndAs, RunRecord } from './run-record'

const failed = (error: Failure): EndAs => ({ as: 'failed', error: error.toData() })

/** `lost`: something that it wrote was on its machine alone. */
export const timeOver = (name: string, lost = false): Failure =>
  new Failure('limit-exceeded', `The time of the run ${name} was over, so its machine was ended.`, {
    hint: `${lost ? 'What was not fetched is lost. ' : ''}Start it again with a longer duration, or extend it in time (farscope cloud extend).`
  })

/**
 * Its outputs are here. A command that failed makes a failed run, though all is here that it wrote. `missing`: what is
 * not here, or was not seen, in words; with it no run is done.
 */
export function fetchedEnd({ run }: Pick<RunRecord, 'run'>, missing: FailureData | null = null): EndAs {
  const { endedBy, exitCode } = run.command
  if (endedBy === 'stop') return { as: 'stopped', error: null }
  if (endedBy === 'deadline') return failed(timeOver(run.asked.name))
  if (missing !== null) return { as: 'failed', error: missing }
  if (endedBy === 'idle' || endedBy === 'gpu-idle' || exitCode === 0) return { as: 'done', error: null }
  const how = exitCode === null ? 'was ended by a signal' : `ended with status ${exitCode}`
  return failed(
    new Failure('remote-error', `The command of the run ${run.asked.name} ${how}.`, {
      hint: 'Its log says why. What it wrote was fetched.'
    })
  )
}

/** Its time is over. What was here before is no loss. */
export const overdueEnd = (record: RunRecord): EndAs =>
  keptEnd(record) ?? failed(timeOver(record.run.asked.name, hasUnfetched(record.run)))

/** Of a machine that a person kept after its outputs were fetched; null of another. */
const keptEnd = (record: RunRecord): EndAs | null =>
  record.own.fetched && fetchedEnd(record, record.own.fetched.missing)

/** AWS has taken a spot machine back. */
export function spotEnd({ run }: Pick<RunRecord, 'run'>): EndAs {
  const { endedAt, endedBy } = run.command
  const unfinished = endedAt === null || endedBy === 'spot'
  if (run.asked.continueCommand !== null && unfinished) return { as: 'next', error: null }
  return failed(
    new Failure('capacity', `AWS took the spot machine of the run ${run.asked.name} back.`, {
      hint: 'Start it again on demand, or give a command that continues.'
    })
  )
}

/** EC2's `StateReason` of an instance. */
export interface GoneReason {
  readonly code: string
  readonly message: string
}

/** Before its time by so little counts as in time. Milliseconds. */
const nearMs = 120_000

/**
 * Codes: EC2 API reference, StateReason. A machine that went before it was up because AWS had none is no end but a
 * place that had none (`null`).
 */
export function goneEnd(record: RunRecord, reason: GoneReason | null, now: Date): EndAs | null {
  const { run } = record
  const code = reason?.code ?? ''
  const { name } = run.asked
  if (code === 'Server.InsufficientInstanceCapacity' && run.state === 'booting') return null
  const kept = keptEnd(record)
  if (kept) return kept
  if (code.startsWith('Server.Spot')) return spotEnd(record)
  const over = run.deadline !== null && Date.parse(run.deadline) - nearMs <= now.getTime()
  if (over) return overdueEnd(record)
  const detail = reason === null ? {} : { detail: `${reason.code}: ${reason.message}` }
  if (code === 'Client.InstanceInitiatedShutdown')
    return failed(
      new Failure('remote-error', `The machine of the run ${name} shut itself down before it was to.`, {
        ...detail,
        hint: 'Its command may have done so, or its system. What was not fetched is lost.'
      })
    )
  if (code === 'Client.UserInitiatedShutdown')
    return failed(
      new Failure('cancelled', `Somebody ended the machine of the run ${name} outside Farscope.`, {
        ...detail,
        hint: 'What was not fetched is lost.'
      })
    )
  return failed(
    new Failure('remote-error', `The machine of the run ${name} is gone.`, {
      ...detail,
      hint: 'AWS ended it. What was not fetched is lost.'
    })
  )
}

/** It was stopped, not ended, which no run does. `kept`: it was left for what is on its disk. */
export const machineStopped = (name: string, kept: boolean): Failure =>
  new Failure('cancelled', `The machine of the run ${name} was stopped outside Farscope.`, {
    hint: kept
      ? 'Its disk costs money. Start it in the AWS console and fetch, or end it (farscope cloud terminate).'
      : 'It was ended, because its disk costs money.'
  })

/** Whether a machine that was stopped has something on its disk that is not here, or is wanted there. */
export const isWorthKeeping = ({ run, own }: RunRecord): boolean => own.keep || hasUnfetched(run)

/** A machine ends itself at its deadline, and by its system seven minutes later at the latest (boot.sh). Milliseconds. */
export const itselfMs = 600_000

/** Whether its machine has ended itself by now, or there never was one. */
export function hasEndedItself({ run, own }: RunRecord, now: Date): boolean {
  const end = own.attempt === null ? latestEnd(run) : Date.parse(own.attempt.deadline)
  return end === null || now.getTime() > end + itselfMs
}

/** Nobody can be asked any more whether it is gone. */
export const endNotSeen = ({ asked, profile, machine }: Run): Failure =>
  new Failure('not-found', `There is no profile ${profile} any more, so nobody saw the run ${asked.name} end.`, {
    hint: `Its machine${machine ? ` ${machine.instance}` : ''} was to end itself at its time. See the AWS console.`
  })

/** What is left to a person whose run is stuck. */
export function notEnded({ asked, machine, deadline, error }: Run): Failure {
  const price = machine?.usdPerHour == null ? 'an unknown price' : dollars(machine.usdPerHour)
  const until = deadline === null ? 'its own end' : `${deadline}, when it ends itself`
  return new Failure(
    'conflict',
    `The machine ${machine?.instance ?? ''} of the run ${asked.name} could not be ended: it may cost ${price} an hour until ${until}.`,
    {
      hint: 'Look at it in the AWS console. The run can be forgotten all the same (farscope cloud forget --abandon).',
      ...(error && { detail: error.message })
    }
  )
}

/** Why a run that cannot go on is so. */
export const failedEnd = (error: FailureData): EndAs => ({ as: 'failed', error })

/** Whether somebody still has something of it on its machine. */
export const hasOutputsThere = ({ command }: Pick<Run, 'command'>): boolean => command.startedAt !== null
