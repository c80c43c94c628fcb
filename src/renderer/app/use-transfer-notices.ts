/** A notice at the end of each transfer of the engine, whatever room is seen. */
import { hasEnded } from '@domain/transfers/overall-progress'
import { useEffect } from 'react'
import { client } from '../client/engine-link'
import { transferFeed } from '../client/transfer-feed'
import { endNotices } from '../features/files/queue/end-notices'
import { notify } from '../ui/toasts'
import { goTo, navigation } from './navigation'

/** Mounted once, by the app. */
export function useTransferNotices(): void {
  useEffect(() => {
    let open: ReadonlySet<string> = new Set()
    return transferFeed.subscribe(({ transfers }) => {
      const outOfSight = document.hidden || navigation.getState().room !== 'files'
      for (const { title, description, failedId } of endNotices(open, transfers, outOfSight))
        notify(title, { description, act: actOf(failedId) })
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
