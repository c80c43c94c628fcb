import type { SessionSetup } from '@contract/resources'
import type { ReactNode } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { NamesField } from './names-field'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, withoutUnset } from './rules-draft'

/** What a facility begins with; all of it may be written otherwise. */
const usual: SessionSetup = { folder: '{year}/{month}/{day}_{resource}_{user}', folders: [] }

/** Who may use the folders besides the operator. `server`: as the server makes them; the file then says nothing. */
const accesses = [
  { value: 'server', label: 'as the server makes folders' },
  { value: 'private', label: 'the operator alone' },
  { value: 'group', label: 'the operator and the group' }
] as const

interface SessionProps {
  readonly session: SessionSetup | undefined
  /** Where it stands in the file: `resources.0.session`. */
  readonly place: string
  readonly errors: FieldErrors
  readonly locked: boolean
  /** Undefined: nothing is made. */
  readonly onChange: (session: SessionSetup | undefined) => void
}

/** Which folders are made when a session begins, and where its movies arrive. */
export function SessionFields(props: SessionProps): ReactNode {
  const { session, locked, onChange } = props
  return (
    <>
      <Checkbox
        checked={session !== undefined}
        disabled={locked}
        onChange={on => onChange(on ? usual : undefined)}
        label='Folders are made when a session begins'
        hint='In the names: {year} {month} {day} {resource} {user} {title} {uid}'
      />
      {session && <Folders {...props} session={session} />}
    </>
  )
}

function Folders({ session, place, errors, locked, onChange }: SessionProps & { session: SessionSetup }): ReactNode {
  const error = (field: keyof SessionSetup): string | undefined => errorUnder(errors, `${place}.${field}`)
  const set = (change: { [K in keyof SessionSetup]?: SessionSetup[K] | undefined }): void =>
    onChange(withoutUnset({ ...session, ...change } as SessionSetup)) // undefined fields are taken out at once
  const text = (value: string): string | undefined => (value === '' ? undefined : value)
  return (
    <div className={styles.pair}>
      <TextField
        label='Folder of the session'
        mono
        disabled={locked}
        value={session.folder}
        error={error('folder')}
        onChange={folder => set({ folder })}
      />
      <TextField
        label='Site of the folders'
        hint='Empty: the one of this calendar'
        disabled={locked}
        value={session.site ?? ''}
        error={error('site')}
        onChange={site => set({ site: text(site) })}
      />
      <Select
        label='Who may use them'
        disabled={locked}
        value={session.access ?? 'server'}
        options={accesses}
        onChange={access => set({ access: access === 'server' ? undefined : access })}
      />
      <NamesField
        label='Folders inside it'
        hint='With commas between'
        disabled={locked}
        names={session.folders}
        error={error('folders')}
        onChange={folders => set({ folders })}
      />
      <TextField
        label='Movies arrive in'
        hint='Watched during the session; empty: nothing is watched'
        mono
        disabled={locked}
        value={session.movies ?? ''}
        error={error('movies')}
        onChange={movies => set({ movies: text(movies) })}
      />
    </div>
  )
}
