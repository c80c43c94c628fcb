/** Fields that most runs leave alone; they open by themselves where one of them is wrong. */
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { TextArea, TextField } from '../../../ui/text-field'
import styles from './launch.module.css'
import { type LaunchPart, textField } from './launch-part'

const advanced = ['subnet', 'instanceProfile', 'idle', 'gpuIdle', 'continueCommand', 'relionJob'] as const

export function AdvancedFields(part: LaunchPart): ReactNode {
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
      {shown && <Fields {...part} />}
    </>
  )
}

function Fields(part: LaunchPart): ReactNode {
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
