/** Where a run stands: its way from launch to end, what stands in its way, and what it was asked to do. */
import type { Run, RunState } from '@contract/cloud-runs'
import { resultsAddress } from '@domain/cloud/results/results-words'
import { runIsOver, runSeconds, runShare, secondsToDeadline } from '@domain/cloud/run-look'
import { stateCostOf } from '@domain/cloud/run-state-costs'
import { isInBucket } from '@domain/cloud/runs/states'
import { stepName } from '@domain/plan/step-names'
import type { ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { formatClock, formatDate, formatMoment } from '../../../ui/format'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { type State, StateMark } from '../../../ui/state-mark'
import { visibleLines, visibleName } from '../../../ui/visible-name'
import { FailureWords } from '../failure-words'
import { endedWords, leftWords, nearness, progressWords, runMark, stateWords, stuckWords } from './run-words'
import styles from './runs.module.css'
import { useRunNow } from './use-run-now'

/** The way of a run that goes well; `waiting` stands in the place of the fetching. */
const way: readonly RunState[] = ['launching', 'booting', 'uploading', 'running', 'fetching', 'ending', 'done']

/** A step of its way, and how it stands with it. */
export interface WayStep {
  readonly state: RunState
  readonly mark: State
}

/** How far along its way it is; of one that ended otherwise, as far as it is known. */
export function waySteps(run: Run): readonly WayStep[] {
  const { state, machine, earlier, uploaded, command, fetched } = run
  const over = state === 'failed' || state === 'stopped'
  const at = way.indexOf(state === 'waiting' ? 'fetching' : state === 'stuck' ? 'ending' : state)
  const reached: readonly boolean[] = [
    machine !== null || earlier.length > 0,
    uploaded.files > 0 || command.startedAt !== null,
    command.startedAt !== null,
    command.endedAt !== null,
    fetched.files > 0,
    machine !== null || earlier.length > 0
  ]
  return way.map((step, place): WayStep => {
    if (over) {
      if (step === 'done') return { state, mark: runMark(run).state }
      return { state: step, mark: reached[place] === true ? 'done' : 'cancelled' }
    }
    // Its results wait in a bucket.
    if (step === 'ending' && isInBucket(run)) return { state: step, mark: 'done' }
    if (place === at) return { state, mark: runMark(run).state }
    return { state: step, mark: place < at ? 'done' : 'waiting' }
  })
}

/** When it ended, or its machine will have. `moment`: an instant in words. */
function endFact({ deadline, endedAt, machine }: Run, left: number | null, moment: (at: string) => string): Fact {
  if (endedAt !== null) return { name: 'Ended', value: moment(endedAt) }
  if (machine !== null && machine.endedAt !== null)
    return { name: 'Machine', value: `gone since ${moment(machine.endedAt)}` }
  if (deadline === null) return { name: 'Ends itself', value: 'when it has a machine, this is counted from then' }
  return {
    name: 'Ends itself',
    value: (
      <span className={classNames(nearness(left))}>
        {moment(deadline)}, {leftWords(left)}
      </span>
    )
  }
}

const mono = (text: string): ReactNode => <span className={styles.path}>{visibleName(text)}</span>

function factsOf(run: Run, now: number): readonly Fact[] {
  const { asked, createdAt, owner, command, endedAt } = run
  const zone = (at: string): string => formatMoment(Date.parse(at), now)
  return [
    { name: 'Begun', value: zone(createdAt) },
    endFact(run, secondsToDeadline(run, now), zone),
    ...(run.renewing === null
      ? []
      : [{ name: 'Not confirmed', value: `an end at ${zone(run.renewing)}: the machine has this one or the other` }]),
    ...(run.renewUntil === null || endedAt !== null
      ? []
      : [{ name: 'Renewed', value: `by itself, until ${zone(run.renewUntil)} at most` }]),
    ...(isInBucket(run) ? [{ name: 'Results', value: mono(resultsAddress(run)) }] : []),
    { name: 'Command', value: endedWords(command) },
    { name: 'Step', value: asked.step === null ? 'a free command' : visibleName(stepName(asked.step)) },
    { name: 'Project', value: asked.project === null ? 'none' : visibleName(asked.project) },
    { name: 'Session', value: asked.session === null ? 'none' : visibleName(asked.session) },
    { name: 'Owner', value: visibleName(owner) },
    ...(asked.relionJob === null ? [] : [{ name: 'RELION job', value: mono(asked.relionJob) }])
  ]
}

export function OverviewSection({ run, visible }: { run: Run; visible: boolean }): ReactNode {
  const now = useRunNow(visible && !runIsOver(run))
  const share = runShare(run, now)
  const words = progressWords(run)
  return (
    <>
      <div className={styles.lead}>
        <p>
          <b>{stateWords(run.state)}</b>, {formatClock(runSeconds(run, now))} in all
        </p>
        {words !== '' && run.error === null && <p className='dim'>{visibleName(words)}</p>}
        {share !== null && <Progress label='How far it is' parts={share} thick />}
      </div>
      {run.error && (
        <div className={styles.part}>
          <FailureWords failure={run.error} />
          {run.state === 'stuck' && (
            <>
              <p>{visibleName(stuckWords(run, now))}</p>
              <p className='dim'>{stateCostOf(run).advice} Forget it to leave the machine to itself.</p>
            </>
          )}
        </div>
      )}
      <Way run={run} />
      <Attempts run={run} />
      <SectionHead title='About it' />
      <div className={styles.part}>
        <Facts facts={factsOf(run, now)} />
      </div>
      <SectionHead title='Its command' />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.script} tabIndex={0} aria-label='Command of the run'>
        {visibleLines(run.asked.command)}
      </section>
    </>
  )
}

function Way({ run }: { run: Run }): ReactNode {
  const steps = waySteps(run)
  const current = runIsOver(run) ? -1 : steps.findIndex(({ state }) => state === run.state)
  return (
    <>
      <SectionHead title='Its way' />
      <div className={styles.part}>
        <ol className={styles.steps}>
          {steps.map(({ state, mark }, at) => (
            <li key={state} aria-current={at === current ? 'step' : undefined}>
              <StateMark state={mark} />
              <span className={at === current ? undefined : 'dim'}>{stateWords(state)}</span>
              <span className='faint sm'>
                {at === current && `since ${formatDate(Date.parse(run.since), Date.now())}`}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </>
  )
}

/** Most places that had none that are shown one by one: the newest say why it waits. */
const mostAttempts = 20

function Attempts({ run: { attempts, earlier } }: { run: Run }): ReactNode {
  if (attempts.length === 0 && earlier.length === 0) return null
  return (
    <>
      <SectionHead
        title='Places tried'
        fact={attempts.length > mostAttempts ? `the newest ${mostAttempts}` : undefined}
      />
      <div className={styles.part}>
        {attempts.slice(-mostAttempts).map(({ type, zone, at, error }) => (
          <div key={`${at} ${type} ${zone}`} className={styles.attempt}>
            <StateMark state='failed' label='had none' />
            <span>{visibleName(type)}</span>
            <span className='faint'>{visibleName(zone ?? 'any zone')}</span>
            <span className='dim cut' title={visibleName(`${error.message} ${error.hint}`)}>
              {visibleName(error.message)}
            </span>
          </div>
        ))}
        {earlier.map(machine => (
          <div key={machine.instance} className={styles.attempt}>
            <StateMark state='cancelled' label='taken away' />
            <span>{visibleName(machine.type)}</span>
            <span className='faint'>{visibleName(machine.zone ?? 'zone unknown')}</span>
            <span className='dim cut'>
              {visibleName(machine.instance)}, gone{' '}
              {machine.endedAt === null ? '' : formatDate(Date.parse(machine.endedAt), Date.now())}
            </span>
          </div>
        ))}
      </div>
    </>
  )
}
