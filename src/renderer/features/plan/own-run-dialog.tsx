import type { OwnRun, PlanStepId } from '@contract/plan-steps'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import styles from './plan.module.css'
import { PlanNumber } from './plan-number'

/** What is typed; a run needs a machine and its hours. */
export interface OwnRunDraft {
  readonly machine: string
  readonly hours: number | undefined
  readonly vms: number | undefined
  readonly usdPerHour: number | undefined
}

/** The run, or what it lacks. */
export function ownRun(step: PlanStepId, typed: OwnRunDraft): OwnRun | string {
  const machine = typed.machine.trim()
  if (machine === '') return 'Write on which machine it ran'
  if (typed.hours === undefined) return 'Write how many hours it took'
  const { hours, vms, usdPerHour } = typed
  return {
    ...{ step, machine, hours },
    ...(vms !== undefined && { vms }),
    ...(usdPerHour !== undefined && { usdPerHour })
  }
}

/** A run of one's own stands beside the benchmark's: between different GPUs nothing else can be told. */
export function OwnRunDialog(props: {
  readonly step: PlanStepId
  readonly onRun: (run: OwnRun) => void
  readonly onClose: () => void
}): ReactNode {
  const { step, onRun, onClose } = props
  const [typed, setTyped] = useState<OwnRunDraft>({
    ...{ machine: '', hours: undefined, vms: undefined, usdPerHour: undefined }
  })
  const [tried, setTried] = useState(false)
  const run = ownRun(step, typed)
  const submit = (): void => {
    setTried(true)
    if (typeof run === 'string') return
    onRun(run)
    onClose()
  }
  const change = (part: Partial<OwnRunDraft>): void => setTyped(before => ({ ...before, ...part }))
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Your own run of ${stepNames[step]}`}
      description='For the data as they are planned: a run of your own is not scaled.'
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' type='submit'>
            Add the run
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label='Machine'
          hint='A type of EC2, such as g6e.12xlarge, has the price of the list'
          value={typed.machine}
          onChange={machine => change({ machine })}
          maxLength={100}
          autoFocus
        />
        <PlanNumber
          label='It took'
          unit='h'
          rule={{ least: 0, most: 100_000, above: true, optional: true }}
          value={typed.hours}
          onChange={hours => change({ hours })}
        />
        <PlanNumber
          label='Machines at once'
          rule={{ least: 1, most: 1000, whole: true, optional: true }}
          value={typed.vms}
          placeholder='1'
          onChange={vms => change({ vms })}
        />
        <PlanNumber
          label='Price of an hour of one'
          unit='$'
          rule={{ least: 0, most: 100_000, optional: true }}
          value={typed.usdPerHour}
          placeholder='of the list, or unknown'
          onChange={usdPerHour => change({ usdPerHour })}
        />
        {tried && typeof run === 'string' && (
          <p role='alert' className='sm bad'>
            {run}
          </p>
        )}
      </div>
    </Dialog>
  )
}
