import type { JobProgress } from '@contract/job-progress'
import type { Job } from '@contract/jobs'
import { type ReactNode, useMemo } from 'react'
import { client } from '../../../client/engine-link'
import { formatCount } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Plot } from '../../../ui/plot/plot'
import { Progress } from '../../../ui/progress'
import { isOver, isWaiting } from '../job-state'
import { AnswerNote } from './answer-note'
import { ClassGrid } from './class-grid'
import styles from './detail.module.css'
import {
  endForecast,
  iterationPlots,
  micrographPlots,
  type NamedPlot,
  placeReached,
  shareDone,
  stepWords
} from './progress-words'
import { useAnswer } from './use-answer'

/** Seconds between two looks at the files of a job that runs. */
const progressEvery = 20

/** Why there is no progress to tell; null when there can be. */
export function noProgressReason(job: Job): string | null {
  if (job.tasks) return 'Each task of an array has its own progress. Unfold the array with → and choose a task.'
  if (isWaiting(job)) return 'The job has not started. Its progress will stand here when it does.'
  return null
}

/** How far a RELION or cryoSPARC job is, by the files in its folder. */
export function ProgressSection({ site, job, live }: { site: string; job: Job; live: boolean }): ReactNode {
  const none = noProgressReason(job)
  const over = isOver(job)
  const answer = useAnswer(
    live && none === null ? `${site} ${job.id} ${over}` : null,
    (signal, automatic) => client.jobs.progress({ site, id: job.id, automatic }, { signal }),
    over ? null : progressEvery
  )
  if (none !== null) return <p className={styles.quiet}>{none}</p>
  const { value } = answer
  return (
    <>
      {value && <Reached known={value} />}
      <AnswerNote answer={answer} reading='Reading the files of the job.' />
      {value && (
        <Figures known={value}>
          {value.model !== null && value.classes.length > 0 && (
            <ClassGrid {...{ site, live }} id={job.id} model={value.model} />
          )}
        </Figures>
      )}
    </>
  )
}

function Reached({ known }: { known: JobProgress }): ReactNode {
  const place = placeReached(known)
  const share = shareDone(known)
  const forecast = endForecast(known, Date.now())
  const step = stepWords(known)
  return (
    <div className={`${styles.state} ${styles.far}`}>
      <p>
        <b>{[known.program, known.kind].filter(part => part !== null).join(' ')}</b>
        {place !== null && `. ${place}`}
        {forecast !== null && `. ${forecast}`}
      </p>
      {share !== null && (
        <Progress
          label='Done of the whole'
          parts={[{ share, tone: known.ended === 'failed' ? 'bad' : known.ended === null ? 'accent' : 'ok' }]}
        />
      )}
      {step !== null && <p className='dim sm'>{step}</p>}
      <p className='faint sm'>
        <MiddleEllipsis name={known.folder} className={styles.path} />
      </p>
    </div>
  )
}

/** The first plot, then the pictures, then what else is drawn: resolution and classes are what one looks for. */
function Figures({ known, children }: { known: JobProgress; children: ReactNode }): ReactNode {
  const plots = useMemo(() => [...micrographPlots(known), ...iterationPlots(known)], [known])
  const { micrographs, classes } = known
  if (plots.length === 0 && classes.length === 0)
    return (
      <p className={styles.quiet}>No figures yet. They come with the first iteration or micrograph that is done.</p>
    )
  const first = classes.length > 0 ? 1 : plots.length
  return (
    <>
      <Plots plots={plots.slice(0, first)} />
      {micrographs !== null && micrographs.done > micrographs.newest.length && micrographs.newest.length > 0 && (
        <p className={styles.quiet}>The newest {formatCount(micrographs.newest.length)} micrographs are drawn.</p>
      )}
      {children}
      <Plots plots={plots.slice(first)} />
    </>
  )
}

function Plots({ plots }: { plots: readonly NamedPlot[] }): ReactNode {
  if (plots.length === 0) return null
  return (
    <div className={styles.plots}>
      {plots.map(({ title, fact, data }) => (
        <Plot key={title} title={title} data={data} fact={fact} />
      ))}
    </div>
  )
}
