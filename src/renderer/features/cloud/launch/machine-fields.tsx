/** Which machine, for how long, and what it may cost. */
import type { ReactNode } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { FieldGroup } from '../../../ui/field-group'
import { Segments } from '../../../ui/segments'
import { TextField } from '../../../ui/text-field'
import styles from './launch.module.css'
import { type LaunchPart, textField } from './launch-part'
import { MachinePicker } from './machine-picker'

export function MachineFields(part: LaunchPart): ReactNode {
  const { draft, target, onDraft, errorOf } = part
  return (
    <>
      <MachinePicker
        {...{ target, types: draft.types }}
        error={errorOf('types')}
        onTypes={types => onDraft({ types })}
      />
      <Limits {...part} />
      <Spot {...part} />
      <Make {...part} />
    </>
  )
}

function Limits(part: LaunchPart): ReactNode {
  const { draft, onDraft } = part
  const field = textField(part)
  return (
    <>
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
          {...field('renewUpTo')}
        />
      </div>
      <div className={styles.pair}>
        <TextField
          label='Costs at most'
          inputMode='decimal'
          unit='$'
          placeholder='no limit'
          hint='It is not launched where it could cost more, or its price is unknown.'
          {...field('maxUsd')}
        />
        <Checkbox
          checked={draft.allowUnknownPrice}
          onChange={allowUnknownPrice => onDraft({ allowUnknownPrice })}
          label='Also at an unknown price'
          hint='A budget that stops refuses what it cannot hold. With this it is launched, and no budget ends it.'
        />
      </div>
    </>
  )
}

function Spot(part: LaunchPart): ReactNode {
  const { draft, onDraft } = part
  return (
    <>
      <Checkbox
        checked={draft.spot}
        onChange={spot => onDraft({ spot })}
        label='Spot machine'
        hint='Much cheaper, but AWS may take it away with two minutes’ notice. A command that continues then stands under Advanced.'
      />
      {draft.spot && (
        <div className={styles.pair}>
          <TextField
            label='Spot price at most'
            inputMode='decimal'
            unit='$ an hour'
            placeholder='the on-demand price'
            hint='Of the machine alone. When the market asks more, AWS takes it away or gives none.'
            {...textField(part)('maxPrice')}
          />
        </div>
      )}
    </>
  )
}

function Make(part: LaunchPart): ReactNode {
  const { draft, onDraft } = part
  const field = textField(part)
  return (
    <>
      <div className={styles.three}>
        <TextField label='Zones' placeholder='every one that has it' mono {...field('zones')} />
        <TextField label='Disk' inputMode='numeric' unit='GiB' placeholder='200' {...field('diskGb')} />
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
          <TextField label='Who signs in on it' mono placeholder='ubuntu' {...field('imageUser')} />
        </div>
      )}
    </>
  )
}
