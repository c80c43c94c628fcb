import type { JobTemplate, ModuleList } from '@contract/job-templates'
import { resourceOptions } from '@domain/jobs/templates'
import { typedModules } from '@domain/jobs/typed-template'
import type { ReactNode } from 'react'
import { Select } from '../../ui/select'
import { TemplateInput } from '../../ui/template-input'
import { TextArea, TextField } from '../../ui/text-field'
import { ModulePicker } from './new-job/module-picker'
import styles from './new-job/new-job.module.css'
import type { Filled, TemplateDraft } from './template-draft'

interface FormProps {
  templates: readonly JobTemplate[]
  draft: TemplateDraft
  filled: Filled | null
  modules: ModuleList | null
  onChange: (draft: TemplateDraft) => void
}

/** What is wrong with a field that was typed in; a field that was not touched is left in peace. */
function errorOf(filled: Filled | null, key: string, typed: string | undefined): string | undefined {
  return typed !== undefined && filled && 'trouble' in filled && filled.key === key ? filled.trouble : undefined
}

/** The form of a template: its own questions, then what is asked of the scheduler, then modules. */
export function TemplateForm(props: FormProps): ReactNode {
  const { templates, draft, onChange } = props
  const template = templates.find(({ id }) => id === draft.template)
  return (
    <>
      <Select
        label='Template'
        value={draft.template ?? undefined}
        onChange={id => onChange({ template: id, values: {}, resources: {}, modules: draft.modules })}
        options={templates.map(({ id, label }) => ({ value: id, label }))}
        hint={template?.description}
      />
      {template && (
        <>
          <Questions {...props} template={template} />
          <Resources {...props} template={template} />
          <Modules {...props} />
        </>
      )}
    </>
  )
}

function Questions({ template, draft, filled, onChange }: FormProps & { template: JobTemplate }): ReactNode {
  return (
    <div className={styles.pair}>
      {template.fields.map(field => (
        <TemplateInput
          key={`${template.id} ${field.key}`}
          field={field}
          value={draft.values[field.key] ?? field.default}
          error={errorOf(filled, field.key, draft.values[field.key])}
          onChange={value => onChange({ ...draft, values: { ...draft.values, [field.key]: value } })}
        />
      ))}
    </div>
  )
}

function Resources({ template, draft, filled, onChange }: FormProps & { template: JobTemplate }): ReactNode {
  return (
    <div className={styles.triple}>
      {resourceOptions.map(({ key, label, hint }) => (
        <TextField
          key={key}
          label={label}
          placeholder={hint}
          value={draft.resources[key] ?? String(template.resources[key] ?? '')}
          error={errorOf(filled, key, draft.resources[key])}
          onChange={value => onChange({ ...draft, resources: { ...draft.resources, [key]: value } })}
        />
      ))}
    </div>
  )
}

function Modules({ draft, modules, onChange }: FormProps): ReactNode {
  return (
    <div className={styles.modules}>
      <TextField
        className='grow'
        label='Modules'
        mono
        value={draft.modules}
        onChange={text => onChange({ ...draft, modules: text })}
        placeholder='such as gcc/12 relion/4.0, loaded in this order'
      />
      <ModulePicker
        list={modules}
        onPick={name => onChange({ ...draft, modules: typedModules(`${draft.modules} ${name}`).join(' ') })}
      />
    </div>
  )
}

/** The script as it would be sent, or what is in its way. */
export function TemplateScript(props: { filled: Filled }): ReactNode {
  const { filled } = props
  if ('trouble' in filled)
    return <p className='faint'>The script is shown when the form is filled in: {filled.trouble}</p>
  return <TextArea label='The script, exactly' mono rows={14} readOnly value={filled.script} onChange={() => {}} />
}
