/** Asks which folder is to be watched and where its files go. */
import type { SiteView } from '@contract/sites'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button, IconButton } from '../../ui/button'
import { type PlaceDraft, whereOfSite } from '../../ui/place-draft'
import { PlaceFields } from '../../ui/place-fields'
import { RateField } from '../../ui/rate-field'
import { NumberField, TextField } from '../../ui/text-field'
import { FormDialog } from './form-dialog'
import { type DraftError, draftError, emptyDraft, nameOfDraft, type WatchDraft, watchOfDraft } from './watch-draft'
import styles from './watches.module.css'

/** Destinations that one watch may have (contract/watch). */
const mostDestinations = 8
/** Longest time that a file can be asked to be still (contract/watch). Seconds. */
const longestStill = 86_400

export function WatchDialog(props: {
  sites: readonly SiteView[]
  /** The site chosen in the frame: its folder is what one mostly means. */
  site: string | null
  /** Names in use. */
  taken: readonly string[]
  onClose: () => void
}) {
  const { sites, site, taken, onClose } = props
  const [draft, setDraft] = useState<WatchDraft>(() =>
    emptyDraft({ where: site === null ? 'local' : whereOfSite(site), path: '' })
  )
  const [error, setError] = useState<DraftError | null>(null)
  const act = useAct()
  const set = (change: Partial<WatchDraft>): void => {
    setDraft(before => ({ ...before, ...change }))
    setError(null)
  }
  const submit = (): void => {
    const wrong = draftError(draft, taken)
    setError(wrong)
    if (wrong) return
    void act.run(async () => {
      await client.collection.add(watchOfDraft(draft))
      onClose()
    })
  }
  const form = {
    draft,
    set,
    errorOf: (field: DraftError['field']) => (error?.field === field ? error.text : undefined)
  }
  return (
    <FormDialog
      title='Watch a folder'
      description='Each file is copied once when it is finished, and compared by its checksum. One that changes later is copied beside the first.'
      submit='Watch the folder'
      {...{ act, onClose }}
      onSubmit={submit}
    >
      <Places form={form} sites={sites} />
      <Rules form={form} />
    </FormDialog>
  )
}

interface Form {
  readonly draft: WatchDraft
  readonly set: (change: Partial<WatchDraft>) => void
  readonly errorOf: (field: DraftError['field']) => string | undefined
}

function Places({ form: { draft, set, errorOf }, sites }: { form: Form; sites: readonly SiteView[] }) {
  const { destinations } = draft
  const change = (at: number, place: PlaceDraft): void =>
    set({ destinations: destinations.map((one, index) => (index === at ? place : one)) })
  return (
    <>
      <PlaceFields
        label='Folder'
        place={draft.source}
        sites={sites}
        error={errorOf('source')}
        onChange={source => set({ source })}
      />
      {destinations.map((place, at) => (
        // Two destinations may be equal while they are typed.
        // biome-ignore lint/suspicious/noArrayIndexKey: their order is all that tells them apart
        <div key={at} className={styles.destination}>
          <PlaceFields
            label={destinations.length === 1 ? 'Copy to' : `Copy to, ${at + 1}`}
            place={place}
            sites={sites}
            error={errorOf(`destination ${at}`)}
            onChange={next => change(at, next)}
          />
          {destinations.length > 1 && (
            <IconButton
              icon='trash'
              label={`Take destination ${at + 1} away`}
              onClick={() => set({ destinations: destinations.filter((_, index) => index !== at) })}
            />
          )}
        </div>
      ))}
      {destinations.length < mostDestinations && (
        <Button
          size='small'
          icon='plus'
          onClick={() => set({ destinations: [...destinations, { where: 'local', path: '' }] })}
        >
          Another destination
        </Button>
      )}
      <TextField
        label='Name'
        placeholder={nameOfDraft(draft) || 'named as the folder'}
        value={draft.name}
        onChange={name => set({ name })}
        error={errorOf('name')}
      />
    </>
  )
}

function Rules({ form: { draft, set, errorOf } }: { form: Form }) {
  return (
    <>
      <TextField
        label='Only files like'
        mono
        placeholder='*.eer Images-Disc1/**/*.tiff'
        hint='Empty: every file. Several with spaces between them.'
        value={draft.include}
        onChange={include => set({ include })}
        error={errorOf('include')}
      />
      <TextField
        label='Not files like'
        mono
        placeholder='*.tmp Atlas/**'
        value={draft.exclude}
        onChange={exclude => set({ exclude })}
        error={errorOf('exclude')}
      />
      <TextField
        label='Only with their sidecar'
        mono
        placeholder='*_fractions.tiff=*.xml'
        hint='Such a file waits until the file beside it is there.'
        value={draft.sidecars}
        onChange={sidecars => set({ sidecars })}
        error={errorOf('sidecars')}
      />
      <div className={styles.pair}>
        <NumberField
          label='Finished when still for'
          unit='s'
          placeholder='10'
          hint='Empty: 10 s, or 1 s after it was seen to be closed'
          min={1}
          max={longestStill}
          value={draft.stableSeconds}
          onChange={stableSeconds => set({ stableSeconds })}
        />
        <RateField label='At most, to each destination' value={draft.limit} onChange={limit => set({ limit })} />
      </div>
    </>
  )
}
