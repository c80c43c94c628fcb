import type { JobUsage } from '@contract/job-usage'
import type { Job } from '@contract/jobs'
import type { JobEfficiency } from '@contract/jobs-insight'
import type { Failure } from '@domain/failure'
import { isFinished } from '@domain/jobs/states'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useEngineStream } from '../../../client/use-engine-stream'
import { classNames } from '../../../ui/class-names'
import { countOf, formatBytes, formatClock, formatPercent, unknown } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { SectionHead } from '../../../ui/page-bar'
import { Plot } from '../../../ui/plot/plot'
import { lastKnown } from '../../../ui/plot/plot-data'
import { Progress } from '../../../ui/progress'
import { isWaiting } from '../job-state'
import { AnswerNote, FailureWords } from './answer-note'
import styles from './detail.module.css'
import { GpuTable } from './gpu-table'
import { useAnswer } from './use-answer'
import { barsOfUse, memoryPlot, sharePlot } from './use-figures'

/** Seconds between two questions about a job that runs: sstat asks its nodes. */
const efficiencyEvery = 60

/** What the job makes of what it was given: now, over its life, and on its GPUs. */
export function UseSection({ site, job, live }: { site: string; job: Job; live: boolean }): ReactNode {
  const running = !isFinished(job.state)
  const none = noUseReason(job)
  const efficiency = useAnswer(
    live && none === null ? `${site} ${job.id} ${job.state}` : null,
    (signal, automatic) => client.jobs.efficiency({ site, id: job.id, automatic }, { signal }),
    running ? efficiencyEvery : null
  )
  const usage = useUsage(site, job, live && none === null)
  if (none !== null) return <p className={styles.quiet}>{none}</p>
  const { value } = efficiency
  const sampled = lastKnown(usage.usage?.samples.map(({ gpu }) => gpu) ?? [])
  return (
    <>
      <SectionHead title='Used of what it was given' fact={value?.live ? 'up to now' : undefined} />
      {value && <Efficiency known={value} gpus={job.gpus} sampled={sampled} />}
      <AnswerNote answer={efficiency} reading='Asking accounting.' />
      <UsagePlots {...usage} />
      {running && (job.gpus ?? 0) > 0 && <GpuTable key={job.id} site={site} id={job.id} />}
      {value && value.steps.length > 0 && <Steps known={value} />}
    </>
  )
}

/** Why nothing can be said of its use; null when something can. */
export function noUseReason(job: Job): string | null {
  if (job.tasks) return 'Each task of an array has its own use. Unfold the array with → and choose a task.'
  if (isWaiting(job)) return 'The job has not started. What it uses will stand here when it does.'
  return job.startTime === null && isFinished(job.state) ? 'The job never started, so it used nothing.' : null
}

function Efficiency(props: { known: JobEfficiency; gpus: number | null; sampled: number | null }): ReactNode {
  const { known, gpus, sampled } = props
  return (
    <>
      <div className={`${styles.part} ${styles.bars}`}>
        {barsOfUse(known, gpus, sampled).map(({ name, share, words }) => (
          <Bar key={name} {...{ name, share, words }} />
        ))}
      </div>
      {known.advice.map(text => (
        <Note key={text} tone='warning' what={text} className={styles.note} />
      ))}
    </>
  )
}

function Bar({ name, share, words }: { name: string; share: number | null; words: string }): ReactNode {
  return (
    <>
      <span className='dim'>{name}</span>
      <span className={styles.share}>{share === null ? '' : formatPercent(share)}</span>
      {share !== null && <Progress thick label={`${name} used`} parts={share} />}
      <span className={classNames('cut dim', share === null && styles.none)} title={words}>
        {words}
      </span>
    </>
  )
}

/** The samples of a job as far as they are read, and why they cannot be. */
interface ReadUsage {
  readonly usage: JobUsage | null
  readonly failure: Failure | null
  /** Follows anew, now. */
  readonly again: () => void
}

/** Follows the samples of the job while it is in sight; what the cluster cannot tell is not asked again. */
function useUsage(site: string, job: Job, live: boolean): ReadUsage {
  const key = `${site} ${job.id} ${isFinished(job.state)}`
  const [read, setRead] = useState<{ key: string; usage: JobUsage } | null>(null)
  const [refused, setRefused] = useState<{ key: string; failure: Failure } | null>(null)
  const [round, setRound] = useState(0)
  const stopped = refused?.key === key ? refused.failure : null
  const failure = useEngineStream(
    live && stopped === null ? `${key} ${round}` : null,
    signal => client.jobs.watchUsage({ site, id: job.id }, { signal }),
    usage => setRead({ key, usage })
  )
  useEffect(() => {
    if (failure?.code === 'unsupported' || failure?.code === 'not-found') setRefused({ key, failure })
  }, [failure, key])
  const again = (): void => {
    setRefused(null)
    setRound(before => before + 1)
  }
  return { usage: read?.key === key ? read.usage : null, failure: stopped ?? failure, again }
}

function UsagePlots({ usage, failure, again }: ReadUsage): ReactNode {
  const shares = useMemo(() => usage && sharePlot(usage), [usage])
  const memory = useMemo(() => usage && memoryPlot(usage), [usage])
  const message = usage && !shares && !memory ? usage.message || 'No samples yet. The first comes within a minute.' : ''
  return (
    <>
      <SectionHead
        line
        title='Over its life'
        fact={usage && shares ? countOf(usage.samples.length, 'sample') : undefined}
      />
      {message !== '' && <p className={styles.quiet}>{message}</p>}
      {!usage && failure && <FailureWords failure={failure} onAgain={again} />}
      {!usage && !failure && <p className={styles.quiet}>Reading the samples.</p>}
      {(shares || memory) && (
        <div className={styles.plots}>
          {shares && <Plot title='Use of what was given' data={shares} />}
          {memory && <Plot title='Memory' data={memory} />}
        </div>
      )}
    </>
  )
}

function Steps({ known }: { known: JobEfficiency }): ReactNode {
  return (
    <>
      <SectionHead line title='Steps' />
      <div className={`${styles.part} ${styles.wide}`}>
        <table className={styles.table} aria-label='Steps of the job'>
          <thead>
            <tr>
              {['Step', 'State', 'Time', 'CPU time', 'Most memory'].map(name => (
                <th key={name} scope='col'>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {known.steps.map(({ step, state, elapsedSeconds, cpuSeconds, memoryBytes }) => (
              <tr key={step}>
                <td className='mono'>{step}</td>
                <td>{state.toLowerCase().replaceAll('_', ' ')}</td>
                <td>{formatClock(elapsedSeconds ?? undefined)}</td>
                <td>{formatClock(cpuSeconds ?? undefined)}</td>
                <td>{memoryBytes === null ? unknown : formatBytes(memoryBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
