/** The fields of a run that is to be launched. */
import type { CloudTarget } from '@contract/cloud'
import { planStepIds } from '@contract/plan-steps'
import type { SiteView } from '@contract/sites'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { FieldGroup } from '../../../ui/field-group'
import { Segments } from '../../../ui/segments'
import { Select } from '../../../ui/select'
import { NumberField, TextArea, TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { FileFields } from './file-fields'
import styles from './launch.module.css'
import { LaunchAccount } from './launch-account'
import type { LaunchDraft, LaunchFault, LaunchField } from './launch-draft'
import { MachinePicker } from './machine-picker'

/** A booked session that a run can belong to. */
export interface SessionChoice {
  readonly uid: string
  readonly label: string
}

export interface LaunchFormProps {
  readonly draft: LaunchDraft
  readonly fault: LaunchFault | null
  readonly target: CloudTarget
  readonly sites: readonly SiteView[]
  readonly sessions: readonly SessionChoice[]
  readonly onDraft: (change: Partial<LaunchDraft>) => void
  readonly onTarget: (target: CloudTarget) => void
}

/** No session has this uid, and no step this name. */
const none = '—'

export function LaunchForm(props: LaunchFormProps): ReactNode {
  const { draft, fault, sites, onDraft } = props
  const errorOf = (field: LaunchField): string | undefined => (fault?.field === field ? fault.text : undefined)
  return (
    <div className={styles.form}>
      <What {...props} errorOf={errorOf} />
      <h3 className={styles.head}>Machine</h3>
      <LaunchAccount target={props.target} onTarget={props.onTarget} />
      <Machine {...props} errorOf={errorOf} />
      <h3 className={styles.head}>Files</h3>
      {(['inputs', 'outputs'] as const).map(side => (
        <FileFields
          key={side}
          {...{ side, sites, files: draft[side] }}
          errorOf={at => errorOf(`${side} ${at}`)}
          onFiles={files => onDraft({ [side]: files })}
        />
      ))}
      <Results {...props} errorOf={errorOf} />
      <Advanced {...props} errorOf={errorOf} />
    </div>
  )
}

type Part = LaunchFormProps & { readonly errorOf: (field: LaunchField) => string | undefined }

type TextName = { [Name in keyof LaunchDraft]: LaunchDraft[Name] extends string ? Name : never }[keyof LaunchDraft]

/** What a field of text shows, changes and has wrong. */
const textField =
  ({ draft, onDraft, errorOf }: Part) =>
  (name: TextName) => ({
    value: draft[name],
    onChange: (text: string) => onDraft({ [name]: text }),
    error: errorOf(name)
  })

function What(part: Part): ReactNode {
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

function Machine(part: Part): ReactNode {
  const { draft, target, onDraft, errorOf } = part
  const field = textField(part)
  return (
    <>
      <MachinePicker
        {...{ target, types: draft.types }}
        error={errorOf('types')}
        onTypes={types => onDraft({ types })}
      />
      <div className={styles.pair}>
        <TextField
          label='Ends itself after'
          placeholder='such as 6h'
          hint='Needed. The machine goes then, whatever happens to this computer.'
          {...field('duration')}
        />
        <TextField
          label='Renewed up to'
          placeholder='not renewed'
          hint='While Farscope lives and the run goes on, its time is renewed, until so long after the launch.'
          value={draft.renewUpTo}
          onChange={renewUpTo => onDraft({ renewUpTo })}
          error={errorOf('renewUpTo')}
        />
      </div>
      <div className={styles.pair}>
        <NumberField
          label='Costs at most'
          unit='$'
          placeholder='no limit'
          hint='It is not launched where it could cost more, or its price is unknown.'
          value={draft.maxUsd}
          onChange={maxUsd => onDraft({ maxUsd })}
          error={errorOf('maxUsd')}
        />
        <Checkbox
          checked={draft.allowUnknownPrice}
          onChange={allowUnknownPrice => onDraft({ allowUnknownPrice })}
          label='Also at an unknown price'
          hint='A budget that stops refuses what it cannot hold. With this it is launched, and no budget ends it.'
        />
      </div>
      <Checkbox
        checked={draft.spot}
        onChange={spot => onDraft({ spot })}
        label='Spot machine'
        hint='Much cheaper, but AWS may take it away with two minutes’ notice. A command that continues then stands under Advanced.'
      />
      {draft.spot && (
        <NumberField
          label='Spot price at most'
          unit='$ an hour'
          placeholder='the on-demand price'
          hint='Of the machine alone. When the market asks more, AWS takes it away or gives none.'
          value={draft.maxPrice}
          onChange={maxPrice => onDraft({ maxPrice })}
          error={errorOf('maxPrice')}
        />
      )}
      <div className={styles.three}>
        <TextField label='Zones' placeholder='every one that has it' mono {...field('zones')} />
        <NumberField
          label='Disk'
          unit='GiB'
          placeholder='200'
          value={draft.diskGb}
          onChange={diskGb => onDraft({ diskGb })}
          error={errorOf('diskGb')}
        />
        <FieldGroup legend='Image'>
          <Segments
            label='Image'
            value={draft.image}
            onChange={image => onDraft({ image })}
            options={[
              { value: 'dlami', label: 'AWS Deep Learning' },
              { value: 'ami', label: 'Own image' }
            ]}
          />
        </FieldGroup>
      </div>
      {draft.image === 'ami' && (
        <div className={styles.pair}>
          <TextField label='Image id' mono placeholder='ami-0123456789abcdef0' {...field('imageId')} />
          <TextField
            label='Who signs in on it'
            mono
            value={draft.imageUser}
            onChange={imageUser => onDraft({ imageUser })}
          />
        </div>
      )}
    </>
  )
}

/** Where what comes back waits while this computer is off. */
function Results({ draft, onDraft, errorOf }: Part): ReactNode {
  return (
    <>
      <TextField
        label='If nobody fetches, results wait in S3'
        mono
        placeholder='/bucket/folder'
        hint='The machine puts them there by itself, without a key. Empty: they wait on the machine, and go with it.'
        value={draft.results}
        onChange={results => onDraft({ results })}
        error={errorOf('results')}
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

/** Fields that most runs leave alone; they open by themselves where one of them is wrong. */
const advanced = ['subnet', 'instanceProfile', 'idle', 'gpuIdle', 'continueCommand', 'relionJob'] as const

function Advanced(part: Part): ReactNode {
  const { draft, fault } = part
  const [open, setOpen] = useState(advanced.some(field => draft[field] !== ''))
  const shown = open || advanced.some(field => field === fault?.field)
  return (
    <>
      <Button
        size='small'
        kind='quiet'
        className={styles.add}
        icon={shown ? 'chevron-down' : 'chevron-right'}
        aria-expanded={shown}
        onClick={() => setOpen(!shown)}
      >
        Advanced
      </Button>
      {shown && <AdvancedFields {...part} />}
    </>
  )
}

function AdvancedFields(part: Part): ReactNode {
  const field = textField(part)
  return (
    <>
      <div className={styles.pair}>
        <TextField label='Subnet' mono placeholder='of the region’s default network' {...field('subnet')} />
        <TextField
          label='Instance profile'
          mono
          placeholder='none'
          hint='For commands that ask AWS themselves'
          {...field('instanceProfile')}
        />
        <TextField label='End the command when processors are idle for' placeholder='never' {...field('idle')} />
        <TextField label='… or every GPU is idle for' placeholder='never' {...field('gpuIdle')} />
      </div>
      <TextArea
        label='Command that continues after a spot machine was taken away'
        mono
        rows={2}
        hint='Empty: the run has failed then.'
        {...field('continueCommand')}
      />
      <TextField
        label='Job folder of RELION on this computer'
        mono
        placeholder='none'
        hint='Its abort file is honoured, and the marks that RELION waits for are written.'
        {...field('relionJob')}
      />
    </>
  )
}
