/** Launches a run: the fields first, then what it would cost, and one question. */
import type { CloudTarget } from '@contract/cloud'
import type { AskedRun, Run } from '@contract/cloud-runs'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useState } from 'react'
import { client } from '../../../client/engine-link'
import { renewRun } from '../../../client/run-feed'
import { useAct } from '../../../client/use-act'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Note } from '../../../ui/note'
import { visibleName } from '../../../ui/visible-name'
import { FailureWords } from '../failure-words'
import { draftOfRun, type LaunchDraft, type LaunchFault, readLaunch } from './launch-draft'
import { LaunchForm } from './launch-form'
import type { SessionChoice } from './launch-part'
import { LaunchReview, launchLabel } from './launch-review'

export interface LaunchDialogProps {
  /** Where it is launched unless another place is chosen here. */
  readonly target: CloudTarget
  /** What is known of it already. */
  readonly filled: Partial<AskedRun>
  /** What should be known of that. */
  readonly notes: readonly string[]
  readonly sites: readonly SiteView[]
  readonly sessions: readonly SessionChoice[]
  readonly onLaunched: (run: Run) => void
  readonly onClose: () => void
}

export function LaunchDialog(props: LaunchDialogProps): ReactNode {
  const { filled, notes, sites, sessions, onClose } = props
  const [target, setTarget] = useState(props.target)
  const [draft, setDraft] = useState<LaunchDraft>(() => draftOfRun(filled))
  const [fault, setFault] = useState<LaunchFault | null>(null)
  const [asked, setAsked] = useState<AskedRun | null>(null)
  const change = (part: Partial<LaunchDraft>): void => {
    setDraft(before => ({ ...before, ...part }))
    setFault(null)
  }
  const review = (): void => {
    const read = readLaunch(draft)
    setFault('fault' in read ? read.fault : null)
    if ('asked' in read) setAsked(read.asked)
  }
  if (asked !== null) return <Review {...props} {...{ target, asked }} onBack={() => setAsked(null)} />
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Launch a run'
      description='Files go up to a machine of AWS, one command runs there, results come back, and the machine ends.'
      onSubmit={review}
      leftActions={
        <Button onClick={onClose} keys='escape'>
          Cancel
        </Button>
      }
      actions={
        <>
          {fault && (
            <span role='alert' className='sm bad cut' title={fault.text}>
              {fault.text}
            </span>
          )}
          <Button kind='primary' type='submit'>
            Show what it costs
          </Button>
        </>
      }
    >
      {notes.length > 0 && (
        <Note tone='warning' what='From the plan.'>
          {notes.map(visibleName).join(' ')}
        </Note>
      )}
      <LaunchForm {...{ draft, fault, target, sites, sessions }} onDraft={change} onTarget={setTarget} />
    </Dialog>
  )
}

/** The key is of this question: pressed twice, or with a link that is lost in between, it is one run. */
function Review(props: LaunchDialogProps & { asked: AskedRun; onBack: () => void }): ReactNode {
  const { target, asked, onBack, onLaunched, onClose } = props
  const [key] = useState(() => crypto.randomUUID())
  const { answer, failure, again } = useAsked('estimate', signal =>
    client.runs.estimate({ ...target, asked }, { signal })
  )
  const act = useAct()
  const wrong = act.failure ?? failure
  const launch = (): void =>
    void act.run(async () => {
      const run = await client.runs.launch({ ...target, key, asked })
      renewRun(run)
      onLaunched(run)
      onClose()
    })
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title={`Launch ${visibleName(asked.name)}?`}
      leftActions={
        <Button disabled={act.busy} onClick={onBack}>
          Back
        </Button>
      }
      actions={
        <>
          {failure && <Button onClick={again}>Ask again</Button>}
          <Button
            kind='primary'
            autoFocus
            disabled={act.busy}
            disabledReason={answer ? undefined : 'What it costs is not known yet'}
            onClick={launch}
          >
            {act.busy ? 'Launching' : answer ? launchLabel(answer) : 'Launch'}
          </Button>
        </>
      }
    >
      {answer && <LaunchReview asked={asked} estimate={answer} />}
      {!answer && !failure && <p>Asking AWS what it would be.</p>}
      {wrong && <FailureWords failure={wrong} />}
    </Dialog>
  )
}
