/** What goes on with the ledger: verifying, releases at work, and those that somebody has to go on with. */
import type { FarscopeClient } from '@contract/contract'
import type { Release } from '@contract/ledger'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { countOf, formatBytes, formatCount } from '../../ui/format'
import { Banner, Note } from '../../ui/note'
import { Progress } from '../../ui/progress'
import { visibleName } from '../../ui/visible-name'
import styles from './ledger.module.css'
import { countWords } from './ledger-words'
import type { Verifying } from './use-verify'

export function VerifyBanner({ verifying }: { verifying: Verifying }): ReactNode {
  const { event, running, failure, stop, clear } = verifying
  if (running) {
    const { total, counts } = event ?? { total: { files: 0, bytes: 0 }, counts: { files: 0, bytes: 0 } }
    return (
      <div className={styles.work} role='status'>
        <span>
          Verifying {formatCount(counts.files)} of {countOf(total.files, 'file')}
        </span>
        <Progress label='Verified' parts={total.bytes === 0 ? 0 : counts.bytes / total.bytes} className={styles.bar} />
        <span className='faint'>
          {formatBytes(counts.bytes)} of {formatBytes(total.bytes)}
        </span>
        <Button size='small' onClick={stop}>
          Stop
        </Button>
      </div>
    )
  }
  if (failure) return <FailureNote failure={failure} />
  if (!event) return null
  const { files, missing, differs, away, sourceChanged } = event.counts
  const wrong = [
    ...(missing > 0 ? [`${countOf(missing, 'copy', 'copies')} missing`] : []),
    ...(differs > 0 ? [`${countOf(differs, 'copy', 'copies')} different`] : []),
    ...(away > 0 ? [`${countOf(away, 'copy', 'copies')} not to be asked`] : []),
    ...(sourceChanged > 0 ? [`${countOf(sourceChanged, 'source')} changed or gone`] : [])
  ]
  const acts = (
    <Button size='small' onClick={clear}>
      Close
    </Button>
  )
  const stopped = event.type === 'progress' ? 'Verifying was stopped: ' : ''
  if (wrong.length === 0)
    return (
      <Note tone='ok' what={`${stopped}${countOf(files, 'file')} looked at, every copy is verified.`} acts={acts} />
    )
  return <Note tone='error' what={`${stopped}${wrong.join(', ')}.`} acts={acts} />
}

/** The newest release, while there is something to say or to do about it. */
export function ReleaseBanner({
  client,
  release
}: {
  client: FarscopeClient
  release: Release | undefined
}): ReactNode {
  const act = useAct()
  const [closed, setClosed] = useState<string | null>(null)
  if (!release) return null
  const { id, state, deleted, total, refused, failed } = release
  const kept = refused > 0 ? ` ${countOf(refused, 'file')} kept: see their reason in the list.` : ''
  if (state === 'running')
    return (
      <div className={styles.work} role='status'>
        <span>
          Releasing: {formatCount(deleted.files)} of {countOf(total.files, 'file')} deleted
        </span>
        <Progress
          label='Deleted'
          parts={total.files === 0 ? 0 : (deleted.files + refused) / total.files}
          className={styles.bar}
        />
        <Button
          size='small'
          disabledReason={act.busy ? 'It ends after the files at work' : undefined}
          onClick={() => void act.run(() => client.ledger.stopRelease({ id }))}
        >
          Stop
        </Button>
      </div>
    )
  if (state === 'finished-with-errors' && closed !== id)
    return (
      <Banner
        acts={
          <Button size='small' onClick={() => setClosed(id)}>
            Close
          </Button>
        }
      >
        <b>Released {countWords(deleted)}.</b>
        {kept}
      </Banner>
    )
  if (state === 'finished' || state === 'finished-with-errors') return null
  const why = failed.map(({ message }) => visibleName(message)).join(' ')
  return (
    <Banner
      acts={
        <Button
          size='small'
          disabledReason={act.busy ? 'It begins' : undefined}
          onClick={() => void act.run(() => client.ledger.resumeRelease({ id }))}
        >
          Go on with {countOf(total.files - deleted.files - refused, 'file')}
        </Button>
      }
    >
      <b>A release was {state === 'interrupted' ? 'interrupted' : 'stopped'}.</b> {countWords(deleted)} deleted; the
      others stay until you let it go on. {why} {act.failure && visibleName(act.failure.message)}
    </Banner>
  )
}
