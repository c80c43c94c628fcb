/** The fields of a run that is to be launched. */
import { planStepIds } from '@contract/plan-steps'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useEffect, useRef } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { Select } from '../../../ui/select'
import { TextArea, TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { AdvancedFields } from './advanced-fields'
import { FileFields } from './file-fields'
import styles from './launch.module.css'
import { LaunchAccount } from './launch-account'
import { type ErrorOf, type LaunchFormProps, type LaunchPart, textField } from './launch-part'
import { MachineFields } from './machine-fields'

/** No session has this uid, and no step this name. */
const none = '—'

export function LaunchForm(props: LaunchFormProps): ReactNode {
  const { draft, fault, sites, onDraft } = props
  const form = useRef<HTMLDivElement>(null)
  const errorOf: ErrorOf = field => (fault?.field === field ? fault.text : undefined)
  const part: LaunchPart = { ...props, errorOf }
  useEffect(() => {
    if (!fault) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // It may stand far above or below what is in sight, and the words under it are to be seen, too.
    field?.scrollIntoView({ block: 'center' })
    field?.focus({ preventScroll: true })
  }, [fault])
  return (
    <div ref={form} className={styles.form}>
      <What {...part} />
      <h3 className={styles.head}>Machine</h3>
      <LaunchAccount target={props.target} onTarget={props.onTarget} />
      <MachineFields {...part} />
      <h3 className={styles.head}>Files</h3>
      {(['inputs', 'outputs'] as const).map(side => (
        <FileFields
          key={side}
          {...{ side, sites, files: draft[side] }}
          errorOf={at => errorOf(`${side} ${at}`)}
          onFiles={files => onDraft({ [side]: files })}
        />
      ))}
      <Results {...part} />
      <AdvancedFields {...part} />
    </div>
  )
}

function What(part: LaunchPart): ReactNode {
  const { draft, sessions, onDraft } = part
  const field = textField(part)
  return (
    <>
      <div className={styles.pair}>
        <TextField label='Name' autoFocus maxLength={200} {...field('name')} />
        <TextField
          label='Project'
          maxLength={200}
          placeholder='none'
          hint='It stands in the tags and in the budgets'
          {...field('project')}
        />
      </div>
      <div className={styles.pair}>
        <Select
          label='Session'
          value={draft.session === '' ? none : draft.session}
          onChange={uid => onDraft({ session: uid === none ? '' : uid })}
          options={[
            { value: none, label: 'None' },
            ...sessions.map(({ uid, label }) => ({ value: uid, label: visibleName(label) }))
          ]}
        />
        <Select
          label='Step'
          value={draft.step === '' ? none : draft.step}
          onChange={step => onDraft({ step: step === none ? '' : step })}
          options={[
            { value: none, label: 'A free command' },
            ...planStepIds.map(value => ({ value, label: stepNames[value] }))
          ]}
        />
      </div>
      <TextArea
        label='Command'
        mono
        rows={5}
        placeholder='relion_refine …'
        hint='A script for bash. It runs in the folder of the run, where the files that go up stand.'
        {...field('command')}
      />
    </>
  )
}

/** Where what comes back waits while this computer is off. */
function Results(part: LaunchPart): ReactNode {
  const { draft, onDraft } = part
  return (
    <>
      <TextField
        label='If nobody fetches, results wait in S3'
        mono
        placeholder='s3://bucket/folder'
        hint='The machine puts them there by itself, without a key. Empty: they wait on the machine, and go with it.'
        {...textField(part)('results')}
      />
      {draft.results.trim() !== '' && (
        <Checkbox
          checked={draft.resultsEnd}
          onChange={resultsEnd => onDraft({ resultsEnd })}
          label='The machine ends when they are there'
          hint='Otherwise it costs on until its time is over.'
        />
      )}
    </>
  )
}
