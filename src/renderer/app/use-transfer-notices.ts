/** A notice at the end of each transfer of the engine, and where one needs a person, whatever room is seen. */
import { hasEnded } from '@domain/transfers/overall-progress'
import { useEffect } from 'react'
import { client } from '../client/engine-link'
import { transferFeed } from '../client/transfer-feed'
import { endNotices, signInNotices } from '../features/files/queue/end-notices'
import { notify } from '../ui/toasts'
import { goTo, navigation } from './navigation'

/** Mounted once, by the app. */
export function useTransferNotices(): void {
  useEffect(() => {
    let open: ReadonlySet<string> = new Set()
    let held: ReadonlySet<string> = new Set()
    return transferFeed.subscribe(({ transfers }) => {
      const outOfSight = document.hidden || navigation.getState().room !== 'files'
      for (const { title, description, failedId } of endNotices(open, transfers, outOfSight))
        notify(title, { description, act: actOf(failedId) })
      for (const { id, title } of signInNotices(held, transfers))
        notify(title, {
          description: 'It was connected and is no more. It goes on where it stopped.',
          // Refused only when it goes on already: the list shows that.
          act: { label: 'Resume', onClick: () => void client.transfers.resume({ id }).catch(() => {}) }
        })
      held = new Set(transfers.filter(({ hold }) => hold === 'sign-in').map(({ id }) => id))
      open = new Set(transfers.filter(transfer => !hasEnded(transfer)).map(({ id }) => id))
    })
  }, [])
}

function actOf(failedId: string | undefined): { label: string; onClick: () => void } {
  if (failedId === undefined) return { label: 'Show', onClick: () => goTo('files') }
  const onClick = (): void => {
    goTo('files')
    // Refused only when it is tried again already: the list shows that.
    client.transfers.retryFailed({ id: failedId }).catch(() => {})
  }
  return { label: 'Retry failed', onClick }
}
