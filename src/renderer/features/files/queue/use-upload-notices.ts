import { useEffect, useRef } from 'react'
import { notify } from '../../../ui/toasts'
import { type EndFacts, endNotices } from './end-notices'
import { uploadFacts } from './queue-row'
import { type Upload, type Uploads, uploadEnded } from './uploads'

const factsOf = (upload: Upload): EndFacts => ({ ...uploadFacts(upload), id: upload.id, title: upload.title })

/** A notice at the end of each upload of the window. `visible`: whether the list is seen. */
export function useUploadNotices(uploads: Uploads, visible: boolean): void {
  const seen = useRef(visible)
  seen.current = visible
  useEffect(() => {
    let open: ReadonlySet<string> = new Set()
    return uploads.store.subscribe(({ list }) => {
      for (const { title, description, failedId } of endNotices(
        open,
        list.map(factsOf),
        document.hidden || !seen.current
      ))
        notify(title, {
          description,
          ...(failedId !== undefined && {
            act: { label: 'Retry failed', onClick: () => uploads.retryFailed(failedId) }
          })
        })
      open = new Set(list.filter(upload => !uploadEnded(upload)).map(({ id }) => id))
    })
  }, [uploads])
}
