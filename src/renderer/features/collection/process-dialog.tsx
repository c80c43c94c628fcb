/** Asks which files of a watch are pre-processed, by which template, and how many at once. */
import type { JobTemplate, TemplateField } from '@contract/job-templates'
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { resourceOptions } from '@domain/jobs/templates'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { useAsked } from '../../client/use-asked'
import { Note } from '../../ui/note'
import { placeName } from '../../ui/place-name'
import { Select } from '../../ui/select'
import { TemplateInput } from '../../ui/template-input'
import { NumberField, TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { FormDialog } from './form-dialog'
import {
  emptyProcessDraft,
  needsSeenAs,
  type PaceKey,
  type ProcessDraft,
  type ProcessError,
  placeKey,
  placesOf,
  processError,
  ruleOfDraft,
  withWatch
} from './process-draft'
import styles from './watches.module.css'

interface Form {
  readonly draft: ProcessDraft
  readonly set: (change: Partial<ProcessDraft>) => void
  readonly errorOf: (field: ProcessError['field'], key?: string) => string | undefined
}

export function ProcessDialog(props: {
  sites: readonly SiteView[]
  watches: readonly Watch[]
  /** Names in use. */
  taken: readonly string[]
  onAdded: () => void
  onClose: () => void
}) {
  const { sites, watches, taken, onAdded, onClose } = props
  const [draft, setDraft] = useState<ProcessDraft>(() => {
    const [only] = watches
    return only && watches.length === 1 ? withWatch(emptyProcessDraft, only) : emptyProcessDraft
  })
  const [error, setError] = useState<ProcessError | null>(null)
  const templates = useTemplateList()
  const act = useAct()
  const watch = watches.find(({ name }) => name === draft.watch)
  const template = templates.find(({ id }) => id === draft.template)
  const form: Form = {
    draft,
    set: change => {
      setDraft(before => ({ ...before, ...change }))
      setError(null)
    },
    errorOf: (field, key) => (error?.field === field && error.key === key ? error.text : undefined)
  }
  const submit = (): void => {
    const wrong = processError(draft, template, taken)
    setError(wrong)
    if (wrong || !watch) return
    void act.run(async () => {
      await client.processing.add(ruleOfDraft(draft, watch))
      onAdded()
      onClose()
    })
  }
  const keys: (string | undefined)[] = [...(template?.fields ?? []), ...shownResources].map(({ key }) => key)
  const unplaced = error?.field === 'form' && !keys.includes(error.key) ? error.text : undefined
  return (
    <FormDialog
      title='Pre-process files'
      description='Job arrays are kept running on the newest files, each file once. Older ones are done when there is room.'
      submit='Begin'
      {...{ act, onClose }}
      onSubmit={submit}
    >
      <Files form={form} {...{ sites, watches, watch }} />
      <Work form={form} templates={templates} template={template} />
      <Pace form={form} />
      {unplaced !== undefined && <Note tone='error' what={visibleName(unplaced)} />}
    </FormDialog>
  )
}

/** What is asked where each task works on one file; what {file} is stands under the template. */
const fieldsOfOne = ({ fields }: JobTemplate): TemplateField[] =>
  fields.filter(({ manyFiles }) => !manyFiles).map(field => (field.ofFile === '' ? field : { ...field, help: '' }))

/** Templates that sbatch takes. */
function useTemplateList(): readonly JobTemplate[] {
  const { answer } = useAsked('templates', signal => client.jobs.templates(undefined, { signal }))
  return (answer ?? []).filter(({ lane }) => lane === undefined)
}

/** Each array has its own name and tasks. */
const shownResources = resourceOptions.filter(({ key }) => key !== 'name' && key !== 'array')

function Files(props: { form: Form; sites: readonly SiteView[]; watches: readonly Watch[]; watch: Watch | undefined }) {
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

function Work(props: { form: Form; templates: readonly JobTemplate[]; template: JobTemplate | undefined }) {
  const { form, templates, template } = props
  const { draft, set, errorOf } = form
  return (
    <>
      <Select
        label='Template'
        value={draft.template ?? undefined}
        error={errorOf('template')}
        onChange={id => set({ template: id, values: {}, resources: {} })}
        options={templates.map(({ id, label }) => ({ value: id, label }))}
        hint={template && `${template.description} {file} stands for the path of a file, {name} for its name.`}
      />
      {template && (
        <>
          <div className={styles.pair}>
            {fieldsOfOne(template).map(field => (
              <TemplateInput
                key={`${template.id} ${field.key}`}
                field={field}
                value={draft.values[field.key] ?? (field.ofFile === '' ? field.default : field.ofFile)}
                error={errorOf('form', field.key)}
                onChange={value => set({ values: { ...draft.values, [field.key]: value } })}
              />
            ))}
          </div>
          <div className={styles.triple}>
            {shownResources.map(({ key, label, hint }) => (
              <TextField
                key={key}
                label={label}
                placeholder={hint}
                value={draft.resources[key] ?? String(template.resources[key] ?? '')}
                error={errorOf('form', key)}
                onChange={value => set({ resources: { ...draft.resources, [key]: value } })}
              />
            ))}
          </div>
          <TextField
            label='Modules'
            mono
            placeholder='such as motioncor3/1.1'
            value={draft.modules}
            onChange={modules => set({ modules })}
          />
        </>
      )}
    </>
  )
}

const paceFields: readonly { key: PaceKey; label: string; unit?: string }[] = [
  { key: 'batch', label: 'Files of an array' },
  { key: 'waitSeconds', label: 'A smaller one after', unit: 's' },
  { key: 'atOnce', label: 'Of an array at once' },
  { key: 'queued', label: 'Waiting and running, at most' },
  { key: 'retries', label: 'Tries after a failure' }
]

function Pace({ form: { draft, set, errorOf } }: { form: Form }) {
  return (
    <div className={styles.triple}>
      {paceFields.map(({ key, label, unit }) => (
        <NumberField
          key={key}
          label={label}
          {...(unit !== undefined && { unit })}
          value={draft.pace[key]}
          error={errorOf(key)}
          onChange={value => set({ pace: { ...draft.pace, [key]: value } })}
        />
      ))}
    </div>
  )
}
