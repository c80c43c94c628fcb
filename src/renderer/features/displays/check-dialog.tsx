/** The way to a display, step by step as each is known, as a report that can be copied. */
import type { DisplayKind, PreflightStep } from '@contract/display'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Segments } from '../../ui/segments'
import { type State, StateMark } from '../../ui/state-mark'
import { notify } from '../../ui/toasts'
import { visibleName } from '../../ui/visible-name'
import { kindWords } from './display-words'
import styles from './displays.module.css'
import { FailureWords } from './failure-words'

export interface CheckSubject {
  readonly site: string
  /** The first is checked; another can be chosen. None: VNC. */
  readonly kinds: readonly DisplayKind[]
  readonly host?: string
  readonly id?: string
  readonly name: string
}

const marks: Readonly<Record<PreflightStep['state'], State>> = {
  pass: 'done',
  warn: 'warning',
  fail: 'failed',
  skipped: 'waiting'
}

const stepNames: Readonly<Record<PreflightStep['step'], string>> = {
  dns: 'Name',
  tcp: 'Connection',
  auth: 'Login',
  tls: 'TLS',
  certificate: 'Certificate',
  server: 'Server',
  session: 'Display',
  licence: 'Licence',
  disk: 'Disk',
  udp: 'UDP',
  'round-trip': 'Round trip',
  bandwidth: 'Bandwidth',
  client: 'Client'
}

/** Plain text for a mail to whoever helps. No secret is in it. */
export function checkReport(name: string, steps: readonly PreflightStep[]): string {
  const lines = steps.map(({ step, state, text, hint }) => {
    const said = [text, state === 'pass' ? '' : hint].filter(Boolean).join(' ')
    return `${state.padEnd(8)}${stepNames[step].padEnd(13)}${said}`
  })
  return [`Farscope, way to ${name}`, ...lines, ''].join('\n')
}

export function CheckDialog({ subject, onClose }: { subject: CheckSubject; onClose: () => void }): ReactNode {
  const kinds = subject.kinds.length > 0 ? subject.kinds : (['vnc'] as const)
  const [kind, setKind] = useState<DisplayKind>(kinds[0] ?? 'vnc')
  const [asked, setAsked] = useState(0)
  const { steps, over, failure } = useCheck(subject, kind, asked)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(checkReport(subject.name, steps))
    notify('The report is on the clipboard')
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Way to ${subject.name}`}
      size='wide'
      leftActions={
        <Button
          icon='copy'
          disabledReason={steps.length === 0 ? 'Nothing is known yet.' : undefined}
          onClick={() => void copy()}
        >
          Copy report
        </Button>
      }
      actions={
        <>
          <Button disabledReason={over ? undefined : 'It is being checked.'} onClick={() => setAsked(asked + 1)}>
            Check again
          </Button>
          <Button kind='primary' onClick={onClose}>
            {over ? 'Close' : 'Stop'}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {kinds.length > 1 && (
          <Segments
            label='Kind of display'
            value={kind}
            onChange={setKind}
            options={kinds.map(value => ({ value, label: kindWords[value] }))}
          />
        )}
        <CheckSteps steps={steps} />
        {!over && (
          <p className='faint' role='status'>
            Checking.
          </p>
        )}
        {failure && <FailureWords failure={failure} />}
      </div>
    </Dialog>
  )
}

function CheckSteps({ steps }: { steps: readonly PreflightStep[] }): ReactNode {
  return (
    <ul className={styles.checks} aria-live='polite'>
      {steps.map(({ step, state, text, hint, milliseconds }) => (
        <li key={step} style={{ display: 'contents' }}>
          <StateMark state={marks[state]} label={state} />
          <b>{stepNames[step]}</b>
          <span>
            {visibleName(text)}
            {hint !== '' && <span className='dim'> {visibleName(hint)}</span>}
          </span>
          <span className='faint'>
            {milliseconds === null || state === 'skipped' ? '' : `${Math.round(milliseconds)} ms`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Each step as it comes; `asked` begins anew. */
function useCheck(
  { site, host, id }: CheckSubject,
  kind: DisplayKind,
  asked: number
): { steps: readonly PreflightStep[]; over: boolean; failure: Failure | null } {
  const [steps, setSteps] = useState<readonly PreflightStep[]>([])
  const [over, setOver] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` begins anew
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    setSteps([])
    setOver(false)
    setFailure(null)
    const follow = async (): Promise<void> => {
      const wish = { site, kind, ...(host !== undefined && { host }), ...(id !== undefined && { id }) }
      for await (const step of await client.displays.check(wish, { signal }))
        if (!signal.aborted) setSteps(before => [...before, step])
    }
    follow()
      .catch(thrown => !signal.aborted && setFailure(Failure.from(thrown)))
      .finally(() => !signal.aborted && setOver(true))
    return () => stop.abort()
  }, [site, host, id, kind, asked])
  return { steps, over, failure }
}
