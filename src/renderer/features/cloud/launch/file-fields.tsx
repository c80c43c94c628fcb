/** What goes up to the machine, or comes back from it. */
import type { SiteView } from '@contract/sites'
import { baseName } from '@domain/files/path'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { PlaceFields } from '../../../ui/place-fields'
import { TextField } from '../../../ui/text-field'
import styles from './launch.module.css'
import { emptyFile, type FileDraft } from './launch-draft'

/** Rows that are drawn as fields: a list of thousands comes from a script, and is shown as a count. */
const mostDrawn = 50

/** The name that goes with the place until another one is written. */
function named(before: FileDraft, next: FileDraft): FileDraft {
  const usual = (place: FileDraft['place']): string => baseName(place.path.trim().replace(/\/+$/, ''))
  return before.inside === usual(before.place) ? { ...next, inside: usual(next.place) } : next
}

export function FileFields(props: {
  side: 'inputs' | 'outputs'
  files: readonly FileDraft[]
  sites: readonly SiteView[]
  errorOf: (at: number) => string | undefined
  onFiles: (files: readonly FileDraft[]) => void
}): ReactNode {
  const { side, files, sites, errorOf, onFiles } = props
  const up = side === 'inputs'
  const change = (at: number, next: FileDraft): void =>
    onFiles(files.map((file, place) => (place === at ? next : file)))
  return (
    <>
      {files.slice(0, mostDrawn).map((file, at) => (
        // Two may be equal while they are typed.
        // biome-ignore lint/suspicious/noArrayIndexKey: their order is all that tells them apart
        <div key={at} className={styles.file}>
          <PlaceFields
            label={up ? `Send, ${at + 1}` : `Bring back to, ${at + 1}`}
            place={file.place}
            sites={sites}
            error={errorOf(at)}
            onChange={place => change(at, up ? named(file, { ...file, place }) : { ...file, place })}
          />
          <TextField
            label={up ? 'Named there' : 'What of the run’s folder'}
            mono
            placeholder={up ? 'particles.star' : 'all of it'}
            value={file.inside}
            onChange={inside => change(at, { ...file, inside })}
          />
          <IconButton
            icon='trash'
            className={styles.away}
            label={up ? `Do not send ${at + 1}` : `Do not bring back ${at + 1}`}
            onClick={() => onFiles(files.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      {files.length > mostDrawn && <p className='faint'>and {files.length - mostDrawn} more of the plan</p>}
      <Button size='small' icon='plus' className={styles.add} onClick={() => onFiles([...files, emptyFile])}>
        {up ? 'Send a file or folder' : 'Bring something back'}
      </Button>
    </>
  )
}
