import { useEffect } from 'react'
import { notify } from '../../../ui/toasts'
import { type Uploads, uploadEnded } from './uploads'

/**
 * Asks before the page is closed while the window itself uploads: those bytes are only here. The engine's transfers
 * are no reason to ask, they go on without the page. Browsers show words of their own, so ours come once one stays.
 */
export function useClosingQuestion(uploads: Uploads): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (uploads.store.getState().list.every(uploadEnded)) return
      event.preventDefault()
      notify('Uploads of this window would end with it', {
        description: 'What was dropped into the window is read by it. Copies between panes go on without it.'
      })
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [uploads])
}
