/** The newest pictures of the session, in a window of their own. */
import type { CockpitLook } from '@contract/cockpit'
import type { Place } from '@contract/files'
import type { Session } from '@contract/sessions'
import { parentPath } from '@domain/files/path'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { visibleName } from '../../ui/visible-name'

/** Draws the newest pictures of a folder: the frame knows how. */
export type NewestOf = (place: Place) => ReactNode

const at = (site: string | null, path: string): Place =>
  site === null ? { kind: 'local', path } : { kind: 'site', site, path }

/** The folder of the micrograph that is shown, else of the last movie; null before there is either. */
export function newestFolder(
  { folder, movies }: Pick<Session, 'folder' | 'movies'>,
  look: Pick<CockpitLook, 'collected'> | null,
  micrograph: string | null
): Place | null {
  const results = folder ?? movies
  if (micrograph !== null && results) return at(results.site, parentPath(micrograph))
  const last = look?.collected?.last?.path
  return last !== undefined && movies ? at(movies.site, parentPath(last)) : null
}

/** Nothing is read before it is opened. */
export function NewestButton({ place, newestOf }: { place: Place | null; newestOf: NewestOf }): ReactNode {
  const [open, setOpen] = useState(false)
  if (!place) return null
  return (
    <>
      <Button size='small' onClick={() => setOpen(true)}>
        Newest 12
      </Button>
      <Dialog
        {...{ open, onClose: () => setOpen(false) }}
        size='wide'
        title='Newest pictures'
        description={visibleName(place.path)}
      >
        {newestOf(place)}
      </Dialog>
    </>
  )
}
