/** What each task of a rule of pre-processing does, and how many there are: of a new rule, and of one that is changed. */
import type { JobTemplate, TemplateField } from '@contract/job-templates'
import { resourceOptions } from '@domain/jobs/templates'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'
import { Note } from '../../ui/note'
import { Select } from '../../ui/select'
import { TemplateInput } from '../../ui/template-input'
import { NumberField, TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { type PaceKey, type ProcessDraft, type ProcessError, processError } from './process-draft'
import styles from './watches.module.css'

export interface ProcessForm {
  readonly draft: ProcessDraft
  readonly set: (change: Partial<ProcessDraft>) => void
  readonly errorOf: (field: ProcessError['field'], key?: string) => string | undefined
  readonly templates: readonly JobTemplate[]
  readonly template: JobTemplate | undefined
  /** What is wrong and stands at no field that is shown. */
  readonly unplaced: string | undefined
  /** Whether it can be sent; else the first field that is wrong says so. */
  readonly check: () => boolean
}

/** `taken`: names of other rules. */
export function useProcessForm(first: () => ProcessDraft, taken: readonly string[]): ProcessForm {
  const [draft, setDraft] = useState<ProcessDraft>(first)
  const [error, setError] = useState<ProcessError | null>(null)
  const templates = useTemplateList()
  const template = templates.find(({ id }) => id === draft.template)
  const keys: (string | undefined)[] = [...(template?.fields ?? []), ...shownResources].map(({ key }) => key)
  return {
    ...{ draft, templates, template },
    set: change => {
      setDraft(before => ({ ...before, ...change }))
      setError(null)
    },
    errorOf: (field, key) => (error?.field === field && error.key === key ? error.text : undefined),
    unplaced: error?.field === 'form' && !keys.includes(error.key) ? error.text : undefined,
    check: () => {
      const wrong = processError(draft, template, taken)
      setError(wrong)
      return wrong === null
    }
  }
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

export function Work({ form }: { form: ProcessForm }) {
  const { draft, set, errorOf, templates, template } = form
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

export function Pace({ form: { draft, set, errorOf } }: { form: ProcessForm }) {
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

/** What is wrong and belongs to no field that is shown. */
export function Unplaced({ form: { unplaced } }: { form: ProcessForm }) {
  return unplaced === undefined ? null : <Note tone='error' what={visibleName(unplaced)} />
}
