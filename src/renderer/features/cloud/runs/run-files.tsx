/** What goes up to the machine of a run, and what comes back. */
import type { Run } from '@contract/cloud-runs'
import type { Place } from '@contract/files'
import { resultsAddress, resultsWords } from '@domain/cloud/results/results-words'
import { runIsOver } from '@domain/cloud/run-look'
import { isInBucket } from '@domain/cloud/runs/states'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { countOf, formatBytes, formatMoment } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { visibleName } from '../../../ui/visible-name'
import { FailureWords } from '../failure-words'
import type { RunDrawerProps } from './run-drawer'
import { movedWords } from './run-words'
import styles from './runs.module.css'

/** Folders and files that are named one by one; a run may have thousands. */
const mostNamed = 100

/** Where the machine did not tell yet where the run stands. */
const home = '~'

const sideWords = (place: Place): string =>
  place.kind === 'local' ? 'this computer' : place.kind === 's3' ? 'S3' : visibleName(place.site)

function Moved({ label, moved }: { label: string; moved: RunDrawerProps['run']['uploaded'] }): ReactNode {
  return (
    <div className={styles.part}>
      <p className='dim sm'>{movedWords(moved)}</p>
      {moved.totalBytes > 0 && <Progress label={label} parts={moved.bytes / moved.totalBytes} />}
    </div>
  )
}

function Named(props: { rows: readonly { place: Place; inside: string; towards: boolean }[] }): ReactNode {
  const { rows } = props
  return (
    <div className={styles.part}>
      {rows.slice(0, mostNamed).map(({ place, inside, towards }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may name the same place; they never change
        <div key={at} className={styles.file}>
          <span className={styles.path}>
            <MiddleEllipsis name={inside === '' ? 'its whole folder' : inside} />
          </span>
          <span className='faint'>
            {towards ? 'from' : 'to'} {sideWords(place)}:{' '}
            <bdi title={visibleName(place.path)}>{visibleName(place.path)}</bdi>
          </span>
        </div>
      ))}
      {rows.length > mostNamed && <p className='faint'>and {countOf(rows.length - mostNamed, 'more', 'more')}</p>}
    </div>
  )
}

/** Of a run that named a bucket. */
function resultsFacts(run: Run): readonly Fact[] {
  const words = resultsWords(run, {
    size: formatBytes,
    time: instant => formatMoment(Date.parse(instant), Date.now())
  })
  const there = !runIsOver(run) && !isInBucket(run)
  return [
    { name: 'Where', value: <span className={styles.path}>{visibleName(resultsAddress(run))}</span> },
    { name: 'Now', value: words },
    ...(there
      ? [
          {
            name: 'Then',
            value: run.asked.results?.end ? 'the machine ends itself' : 'the machine stays until its time is over'
          }
        ]
      : [])
  ]
}

export function FilesSection({ run, onOpenFolder }: RunDrawerProps): ReactNode {
  const { asked, uploaded, fetched, site, folder, results } = run
  const { inputs, outputs } = asked
  return (
    <>
      <div className={styles.acts}>
        <Button
          size='small'
          icon='folder'
          disabledReason={site === null ? 'Its machine cannot be signed in to now' : undefined}
          onClick={() => site !== null && onOpenFolder(site, folder ?? home)}
        >
          Open in Files
        </Button>
      </div>
      <SectionHead title='Inputs' fact={countOf(inputs.length, 'place')} />
      {inputs.length === 0 ? (
        <p className={styles.quiet}>Nothing is sent up.</p>
      ) : (
        <Moved label='Sent' moved={uploaded} />
      )}
      <Named rows={inputs.map(({ from, to }) => ({ place: from, inside: to, towards: true }))} />
      <SectionHead title='Outputs' fact={countOf(outputs.length, 'place')} />
      {outputs.length === 0 ? (
        <p className={styles.quiet}>Nothing is brought back: what the command writes goes with the machine.</p>
      ) : (
        <Moved label='Fetched' moved={fetched} />
      )}
      <Named rows={outputs.map(({ from, to }) => ({ place: to, inside: from, towards: false }))} />
      {asked.results && (
        <>
          <SectionHead title='Results in S3' />
          <div className={styles.part}>
            <Facts facts={resultsFacts(run)} nameWidth={56} />
            {results?.error && <FailureWords failure={results.error} />}
          </div>
        </>
      )}
    </>
  )
}
