import type { Job } from '@contract/jobs'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { countOf } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import styles from './jobs.module.css'

/** Jobs that are named one by one in the question. */
const named = 12

const nameOf = (job: Job): string => `${job.id} ${visibleName(job.name)}`

/** What the question asks: one job by its name, several by their count. */
export function cancelTitle(jobs: readonly Job[]): string {
  const [first] = jobs
  return jobs.length === 1 && first ? `Cancel ${nameOf(first)}?` : `Cancel ${countOf(jobs.length, 'job')}?`
}

/** Asks before jobs are cancelled, with their names. */
export function CancelDialog(props: { jobs: readonly Job[]; onConfirm: () => void; onClose: () => void }): ReactNode {
  const { jobs, onConfirm, onClose } = props
  const [first] = jobs
  const one = jobs.length === 1
  const allTasks =
    one && first?.tasks ? ` All ${countOf(first.tasks.running + first.tasks.pending, 'task')} left end.` : ''
  return (
    <ConfirmDialog
      open
      title={cancelTitle(jobs)}
      confirmLabel={one ? 'Cancel the job' : `Cancel ${countOf(jobs.length, 'job')}`}
      cancelLabel={one ? 'Keep it' : 'Keep them'}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>
        {one ? 'What it computes now is lost' : 'What they compute now is lost'}; files already written stay.{allTasks}
      </p>
      {!one && (
        <ul className={styles.named}>
          {jobs.slice(0, named).map(job => (
            <li key={job.id} className='cut'>
              {nameOf(job)}
            </li>
          ))}
          {jobs.length > named && <li>and {countOf(jobs.length - named, 'more', 'more')}</li>}
        </ul>
      )}
    </ConfirmDialog>
  )
}
