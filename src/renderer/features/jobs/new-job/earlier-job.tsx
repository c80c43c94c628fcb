import type { PastJob } from '@contract/jobs-history'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { formatDate } from '../../../ui/format'
import { Popover } from '../../../ui/popover'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import styles from './new-job.module.css'

/** Jobs that are offered; typing asks for others. */
const most = 50
/** Milliseconds without a letter before the history is asked. */
const settleMs = 250

/** Finds an ended job of the site by id, name or folder, to begin from its script. */
export function EarlierJob({ site, onPick }: { site: string; onPick: (job: PastJob) => void }): ReactNode {
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

function Choices({ site, onPick }: { site: string; onPick: (job: PastJob) => void }): ReactNode {
  const [text, setText] = useState('')
  const [jobs, setJobs] = useState<readonly PastJob[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    const read = async (): Promise<void> => {
      try {
        const found = await client.jobs.history({ sites: [site], text, limit: most }, { signal })
        if (signal.aborted) return
        setJobs(found.jobs)
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
      {jobs === null && !failure && <p className='dim sm'>Reading the history.</p>}
      {jobs?.length === 0 && <p className='dim sm'>No ended job of this site matches.</p>}
      <ul className={styles.choices} aria-label='Earlier jobs'>
        {jobs?.map(job => (
          <li key={job.id}>
            <button type='button' title={job.workDir ?? undefined} onClick={() => onPick(job)}>
              <span className='mono faint'>{job.id}</span>
              <span className='cut'>{visibleName(job.name)}</span>
              <span className='faint sm'>
                {job.endTime === null ? '' : formatDate(Date.parse(job.endTime), Date.now())}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
