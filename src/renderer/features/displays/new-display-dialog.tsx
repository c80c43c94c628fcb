/** Makes a display: what it is, where it runs, and how far the making is. */
import type { Display, DisplayKind } from '@contract/display'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { type ReactNode, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Dialog } from '../../ui/dialog'
import { Segments } from '../../ui/segments'
import { Select } from '../../ui/select'
import { StateMark } from '../../ui/state-mark'
import { NumberField, TextField } from '../../ui/text-field'
import { kindWords } from './display-words'
import styles from './displays.module.css'
import { FailureWords } from './failure-words'
import { type DisplayDraft, draftTroubles, emptyDraft, fieldsOf, wishOf } from './new-display-draft'
import type { OpenStep } from './open-task'
import { stepWords } from './vnc/vnc-view'

interface NewDisplayDialogProps {
  readonly site: string
  readonly siteLabel: string
  /** Kinds for which something was found; none: it was not looked, or nothing is there. */
  readonly kinds: readonly DisplayKind[]
  readonly hosts: SiteView['hosts']
  readonly onMade: (display: Display) => void
  readonly onClose: () => void
}

export function NewDisplayDialog(props: NewDisplayDialogProps): ReactNode {
  const { site, siteLabel, kinds, hosts, onMade, onClose } = props
  const offered = kinds.length > 0 ? kinds : (['vnc', 'dcv', 'fastx'] as const)
  const [draft, setDraft] = useState(() => emptyDraft(offered[0] ?? 'vnc'))
  const making = useMaking(onMade)
  const set = (change: Partial<DisplayDraft>): void => setDraft(before => ({ ...before, ...change }))
  const troubles = draftTroubles(draft)
  const trouble = Object.values(troubles)[0]
  const stop = (): void => {
    making.stop()
    onClose()
  }
  return (
    <Dialog
      open
      onClose={stop}
      title={`New display on ${siteLabel}`}
      onSubmit={() => trouble === undefined && !making.busy && making.make(site, draft)}
      actions={
        <>
          <Button onClick={stop}>{making.busy ? 'Stop' : 'Cancel'}</Button>
          <Button
            kind='primary'
            type='submit'
            disabledReason={trouble ?? (making.busy ? 'It is being made.' : undefined)}
          >
            Make and open
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {offered.length > 1 && (
          <div>
            <Segments
              label='Kind'
              value={draft.kind}
              onChange={kind => set({ kind })}
              options={offered.map(value => ({ value, label: kindWords[value] }))}
            />
          </div>
        )}
        <What {...{ draft, set, troubles }} hosts={hosts} />
        {fieldsOf(draft).job && <InJob {...{ draft, set, troubles }} />}
        {making.busy && (
          <p className={styles.name} role='status'>
            <StateMark state='starting' />
            {making.step ? stepWords(making.step) : 'Asking the site.'}
          </p>
        )}
        {making.failure && <FailureWords failure={making.failure} />}
      </div>
    </Dialog>
  )
}

interface FormProps {
  readonly draft: DisplayDraft
  readonly set: (change: Partial<DisplayDraft>) => void
  readonly troubles: ReturnType<typeof draftTroubles>
}

function What({ draft, set, troubles, hosts }: FormProps & Pick<NewDisplayDialogProps, 'hosts'>): ReactNode {
  const fields = fieldsOf(draft)
  const choices = [
    { value: '', label: 'Chosen by the site' },
    ...hosts.map(({ name }) => ({ value: name, label: name }))
  ]
  return (
    <>
      <div className={styles.row}>
        <TextField label='Name' value={draft.name} onChange={name => set({ name })} placeholder='such as Grid 3' />
        {hosts.length > 1 && !draft.inJob && (
          <Select label='Host' value={draft.host} onChange={host => set({ host })} options={choices} />
        )}
        {fields.size && (
          <TextField
            label='Size'
            value={draft.size}
            onChange={size => set({ size })}
            placeholder='1920x1080'
            error={troubles.size}
          />
        )}
      </div>
      {fields.type && (
        <div>
          <Segments
            label='Screen'
            value={draft.type}
            onChange={type => set({ type })}
            options={[
              { value: 'virtual', label: 'A screen of its own' },
              { value: 'console', label: "The machine's screen" }
            ]}
          />
        </div>
      )}
      {fields.gl && (
        <Checkbox
          label='OpenGL on the GPU'
          checked={draft.gl}
          onChange={gl => set({ gl })}
          hint='Where dcv-gl is installed.'
        />
      )}
      {fields.by && (
        <Checkbox
          label="By ParallelCluster's connect script"
          checked={draft.by === 'pcluster'}
          onChange={on => set({ by: on ? 'pcluster' : 'command' })}
        />
      )}
      {fields.command && (
        <TextField
          label='Command'
          mono
          value={draft.command}
          onChange={command => set({ command })}
          placeholder={draft.kind === 'command' ? 'the line of the facility' : "the host's desktop"}
          hint='What it shows. The display ends with it.'
        />
      )}
    </>
  )
}

function InJob({ draft, set, troubles }: FormProps): ReactNode {
  return (
    <>
      <Checkbox
        label='In a job of SLURM'
        checked={draft.inJob}
        onChange={inJob => set({ inJob })}
        hint='On a compute node, with its processors and GPUs. It ends with the time of the job.'
      />
      {draft.inJob && (
        <>
          <div className={styles.row}>
            <TextField
              label='Partition'
              value={draft.partition}
              onChange={partition => set({ partition })}
              placeholder='the usual one'
            />
            <TextField
              label='Account'
              value={draft.account}
              onChange={account => set({ account })}
              placeholder='the usual one'
            />
            <NumberField label='Hours' value={draft.hours} onChange={hours => set({ hours })} error={troubles.hours} />
          </div>
          <div className={styles.row}>
            <NumberField label='CPUs' value={draft.cpus} onChange={cpus => set({ cpus })} error={troubles.cpus} />
            <NumberField label='GPUs' value={draft.gpus} onChange={gpus => set({ gpus })} error={troubles.gpus} />
            <TextField
              label='Memory'
              value={draft.memory}
              onChange={memory => set({ memory })}
              placeholder='such as 16G'
              error={troubles.memory}
            />
          </div>
          <TextField
            label='Modules'
            mono
            value={draft.modules}
            onChange={modules => set({ modules })}
            placeholder='such as relion/5.0 turbovnc'
          />
        </>
      )}
    </>
  )
}

/** Makes one, and tells how far it is. */
function useMaking(onMade: (display: Display) => void) {
  const [busy, setBusy] = useState(false)
  const [step, setStep] = useState<OpenStep | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const current = useRef<AbortController | null>(null)
  const make = (site: string, draft: DisplayDraft): void => {
    const attempt = new AbortController()
    current.current = attempt
    const { signal } = attempt
    setBusy(true)
    setStep(null)
    setFailure(null)
    const follow = async (): Promise<void> => {
      for await (const event of await client.displays.create(wishOf(site, draft), { signal })) {
        if (signal.aborted) return
        if (event.type === 'step') setStep(event)
        if (event.type === 'display') onMade(event.display)
      }
    }
    follow()
      .catch(thrown => !signal.aborted && setFailure(Failure.from(thrown)))
      .finally(() => !signal.aborted && setBusy(false))
  }
  return { busy, step, failure, make, stop: () => current.current?.abort() }
}
