/** Asks which files of a watch are pre-processed, by which template, and how many at once. */
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { placeName } from '../../ui/place-name'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { FormDialog } from './form-dialog'
import { emptyProcessDraft, needsSeenAs, placeKey, placesOf, ruleOfDraft, withWatch } from './process-draft'
import { Pace, type ProcessForm, Unplaced, useProcessForm, Work } from './process-form'
import styles from './watches.module.css'

export function ProcessDialog(props: {
  sites: readonly SiteView[]
  watches: readonly Watch[]
  /** Names in use. */
  taken: readonly string[]
  onAdded: () => void
  onClose: () => void
}) {
  const { sites, watches, taken, onAdded, onClose } = props
  const form = useProcessForm(() => {
    const [only] = watches
    return only && watches.length === 1 ? withWatch(emptyProcessDraft, only) : emptyProcessDraft
  }, taken)
  const act = useAct()
  const watch = watches.find(({ name }) => name === form.draft.watch)
  const submit = (): void => {
    if (!form.check() || !watch) return
    void act.run(async () => {
      await client.processing.add(ruleOfDraft(form.draft, watch))
      onAdded()
      onClose()
    })
  }
  return (
    <FormDialog
      title='Pre-process files'
      description='Job arrays are kept running on the newest files, each file once. Older ones are done when there is room.'
      submit='Begin'
      {...{ act, onClose }}
      onSubmit={submit}
    >
      <Files form={form} {...{ sites, watches, watch }} />
      <Work form={form} />
      <Pace form={form} />
      <Unplaced form={form} />
    </FormDialog>
  )
}

function Files(props: {
  form: ProcessForm
  sites: readonly SiteView[]
  watches: readonly Watch[]
  watch: Watch | undefined
}) {
  const { form, sites, watches, watch } = props
  const { draft, set, errorOf } = form
  const chooseWatch = (name: string): void => {
    const chosen = watches.find(one => one.name === name)
    if (chosen) set(withWatch(draft, chosen))
  }
  return (
    <>
      <div className={styles.pair}>
        <Select
          label='Watched folder'
          value={draft.watch ?? undefined}
          error={errorOf('watch')}
          onChange={chooseWatch}
          options={watches.map(({ name }) => ({ value: name, label: visibleName(name) }))}
        />
        <Select
          label='Jobs run at'
          value={draft.site ?? undefined}
          error={errorOf('site')}
          onChange={site => set({ site })}
          options={sites.map(({ name, label }) => ({ value: name, label: visibleName(label ?? name) }))}
        />
      </div>
      <Select
        label='Files of'
        hint='Verified there; in the watched folder itself: finished.'
        value={draft.from ?? undefined}
        error={errorOf('from')}
        onChange={from => set({ from })}
        disabled={watch === undefined}
        options={(watch ? placesOf(watch) : []).map(place => ({
          value: placeKey(place),
          label: `${placeName(place, sites)}: ${visibleName(place.path)}`
        }))}
      />
      {needsSeenAs(draft) && (
        <TextField
          label='That folder on the nodes'
          mono
          placeholder='/mnt/movies/run7'
          value={draft.seenAs}
          error={errorOf('seenAs')}
          onChange={seenAs => set({ seenAs })}
        />
      )}
      <div className={styles.pair}>
        <TextField
          label='Only files like'
          mono
          value={draft.include}
          error={errorOf('include')}
          onChange={include => set({ include })}
        />
        <TextField
          label='Jobs work in'
          mono
          placeholder='preprocess, beside the folder'
          value={draft.workDir}
          onChange={workDir => set({ workDir })}
        />
      </div>
      <TextField
        label='Name'
        placeholder={draft.watch ?? 'named as the watched folder'}
        value={draft.name}
        error={errorOf('name')}
        onChange={name => set({ name })}
      />
    </>
  )
}
