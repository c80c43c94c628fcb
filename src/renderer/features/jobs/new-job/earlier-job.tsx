import type { Job } from '@contract/jobs'
import type { PastJob } from '@contract/jobs-history'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { formatDate } from '../../../ui/format'
import { Popover } from '../../../ui/popover'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { jobFeed } from '../list/job-feed'
import { queueView } from '../list/queue-view'
import styles from './new-job.module.css'
import { type EarlierChoice, earlierChoices } from './start-from'

/** Jobs that are offered; typing asks for others. */
const most = 50
/** Milliseconds without a letter before the history is asked. */
const settleMs = 250

/** Finds a job of the site, living or ended, by id, name or folder, to begin from its script. */
export function EarlierJob({ site, onPick }: { site: string; onPick: (job: EarlierChoice['job']) => void }): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title='Begin from an earlier job'
      trigger={<Button icon='history'>From an earlier job…</Button>}
    >
      {open && (
        <Choices
          site={site}
          onPick={job => {
            setOpen(false)
            onPick(job)
          }}
        />
      )}
    </Popover>
  )
}

function Choices({ site, onPick }: { site: string; onPick: (job: EarlierChoice['job']) => void }): ReactNode {
  const [text, setText] = useState('')
  const [past, setPast] = useState<readonly PastJob[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    const read = async (): Promise<void> => {
      try {
        const found = await client.jobs.history({ sites: [site], text, limit: most }, { signal })
        if (signal.aborted) return
        setPast(found.jobs)
        setFailure(null)
      } catch (thrown) {
        if (!signal.aborted) setFailure(Failure.from(thrown))
      }
    }
    const timer = setTimeout(() => void read(), settleMs)
    return () => {
      clearTimeout(timer)
      control.abort()
    }
  }, [site, text])
  const choices = earlierChoices(ownQueue(site, past ?? []), past ?? [], text, most)
  return (
    <div className={styles.picker}>
      <TextField
        label='Search'
        hideLabel
        icon='search'
        placeholder='Name, id or folder'
        value={text}
        onChange={setText}
        autoFocus
      />
      {failure && <p className='dim sm'>{failure.message}</p>}
      {past === null && !failure && <p className='dim sm'>Reading the history.</p>}
      {past !== null && choices.length === 0 && <p className='dim sm'>No job of this site matches.</p>}
      <ul className={styles.choices} aria-label='Earlier jobs'>
        {choices.map(({ job, lives, at }) => (
          <li key={`${job.id} ${at}`}>
            <button type='button' title={job.workDir ?? undefined} onClick={() => onPick(job)}>
              <span className='mono faint'>{job.id}</span>
              <span className='cut'>{visibleName(job.name)}</span>
              <span className='faint sm'>{choiceWords(lives, at, Date.now())}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The user's jobs in the queue; among those of all users they are known by the history, which has no others. */
function ownQueue(site: string, past: readonly PastJob[]): readonly Job[] {
  const jobs = [...(jobFeed.store.getState().queues.get(site)?.jobs.values() ?? [])]
  const own = new Set(past.map(({ user }) => user))
  return queueView.getState().allUsers ? jobs.filter(({ user }) => own.has(user)) : jobs
}

/** `in the queue`, or when it ended. */
function choiceWords(lives: boolean, at: string | null, now: number): string {
  if (lives) return 'in the queue'
  return at === null ? '' : formatDate(Date.parse(at), now)
}
