/** How far the opening of a display is, and what came of it where it is not shown in this room. */
import type { Launch } from '@contract/display'
import { type ReactNode, useEffect } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Note } from '../../ui/note'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import styles from './displays.module.css'
import { FailureWords } from './failure-words'
import type { Opening } from './use-opening'
import { stepWords } from './vnc/vnc-view'

/** Opens the page where the click that asked for it still counts; else the person's own click on the button does. */
function openPage(url: string): void {
  window.open(url, '_blank', 'noopener')
}

interface OpeningDialogProps {
  readonly opening: Opening
  /** Once more, after a failure. */
  readonly onAgain: () => void
  readonly onClose: () => void
}

export function OpeningDialog({ opening, onAgain, onClose }: OpeningDialogProps): ReactNode {
  const { source, step, before, failure, launch } = opening
  const url = launch?.url ?? null
  useEffect(() => {
    if (url !== null && navigator.userActivation.isActive) openPage(url)
  }, [url])
  return (
    <Dialog
      open
      onClose={onClose}
      title={launch ? `${visibleName(source.name)} is open` : `Opening ${visibleName(source.name)}`}
      size='small'
      actions={
        <>
          <Button onClick={onClose}>{launch || failure ? 'Close' : 'Stop'}</Button>
          {failure && (
            <Button kind='primary' onClick={onAgain}>
              Try again
            </Button>
          )}
          {url !== null && (
            <Button kind='primary' icon='external' onClick={() => openPage(url)}>
              Open in the browser
            </Button>
          )}
        </>
      }
    >
      {launch ? (
        <Opened launch={launch} />
      ) : (
        <ol className={styles.steps} aria-live='polite'>
          {before.map(text => (
            <li key={text}>
              <StateMark state='done' /> {visibleName(text)}
            </li>
          ))}
          {failure === null && (
            <li>
              <StateMark state='starting' /> {step ? stepWords(step) : 'Asking the site.'}
            </li>
          )}
        </ol>
      )}
      {failure && <FailureWords failure={failure} />}
    </Dialog>
  )
}

function Opened({ launch }: { launch: Launch }): ReactNode {
  const { kind, way, url, host, port, right } = launch
  const looks = right === 'view' ? ' You may look only.' : ''
  if (url !== null)
    return (
      <Note tone='ok' what='Its page is ready.'>
        The address works once, and for a minute.{looks}
      </Note>
    )
  return (
    <Note tone='ok' what={way === 'web' ? 'Its page has a window of its own.' : 'Its program has a window of its own.'}>
      It goes through {host}:{port} of this computer, which ends with it.
      {kind === 'fastx' && ' In it, connect to that address by SSH, with your account at the facility.'}
      {looks}
    </Note>
  )
}
