/** The same job here or there: when the scheduler would begin it, and when the cloud would. */

import type { Job } from '@contract/job'
import type { StartInputs, StartPlan } from '@contract/plan-data'
import { type PlanStepId, planStepIds } from '@contract/plan-steps'
import type { SiteView } from '@contract/sites'
import type { Failure } from '@domain/failure'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useState } from 'react'
import { useAsked } from '../../client/use-asked'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { formatDayTime } from '../../ui/format'
import { Note } from '../../ui/note'
import { Facts, SectionHead } from '../../ui/page-bar'
import { Select } from '../../ui/select'
import { visibleName } from '../../ui/visible-name'
import { machineQuestion } from './machine-question'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { PlanNumber } from './plan-number'
import { dollars, formatHours, hourlyPrice } from './plan-words'

const stepOptions = planStepIds.map(value => ({ value, label: stepNames[value] }))

/** Stands for no job: numbers of jobs begin with a digit. */
const noJob = 'none'

/** An assumption, as in contract/plan-data: no document gives it. */
const usualBootMinutes = 5

/** What is typed for the question. */
interface Typed {
  /** Number of a job that waits, or none. */
  readonly job: string
  readonly hoursHere: number | undefined
  readonly bootMinutes: number | undefined
}

interface QueuePageProps extends PageProps {
  readonly sites: readonly SiteView[]
  readonly site: string | null
  readonly visible: boolean
  /** Another page is looked at. */
  readonly hidden: boolean
  readonly step: PlanStepId
  readonly onStep: (step: PlanStepId) => void
}

/** Fields, and what came of the last question: the scheduler is asked only when somebody presses the button. */
export function QueuePage(props: QueuePageProps): ReactNode {
  const { client, draft, site, visible, hidden, step } = props
  const [typed, setTyped] = useState<Typed>({ job: noJob, hoursHere: undefined, bootMinutes: usualBootMinutes })
  const [asked, setAsked] = useState<{ readonly inputs: StartInputs; readonly nonce: number } | null>(null)
  const waiting = useAsked(site !== null && visible ? site : null, signal =>
    client.jobs.list({ site: site ?? '', states: ['PENDING'] }, { signal })
  )
  const { answer, failure, again } = useAsked(
    asked && JSON.stringify(asked),
    async signal => asked && (await client.plan.start(asked.inputs, { signal }))
  )
  const { job, hoursHere, bootMinutes = usualBootMinutes } = typed
  const jobs = waiting.answer?.jobs ?? []
  const compare = (): void => {
    const inputs: StartInputs = {
      ...{ ...machineQuestion(draft, step), bootMinutes },
      ...(site !== null && jobs.some(({ id }) => id === job) && { site, job }),
      ...(hoursHere !== undefined && { hoursHere })
    }
    setAsked(before => ({ inputs, nonce: (before?.nonce ?? 0) + 1 }))
  }
  return (
    <div className={classNames(styles.page, styles.rolling)} hidden={hidden}>
      <QueueFields {...{ ...props, jobs, typed }} onTyped={setTyped} onCompare={compare} />
      <FailureNote failure={waiting.failure} again={waiting.again} />
      <StartView plan={asked ? answer : null} asked={asked !== null} {...{ failure, again }} />
    </div>
  )
}

function QueueFields(
  props: Pick<QueuePageProps, 'sites' | 'site' | 'step' | 'onStep'> & {
    readonly jobs: readonly Job[]
    readonly typed: Typed
    readonly onTyped: (typed: Typed) => void
    readonly onCompare: () => void
  }
): ReactNode {
  const { sites, site, step, onStep, jobs, typed, onTyped, onCompare } = props
  const siteLabel = sites.find(({ name }) => name === site)?.label ?? site
  return (
    <div className={styles.fields}>
      <Select className={styles.field} label='Step' value={step} options={stepOptions} onChange={onStep} />
      <Select
        className={styles.wideField}
        label={siteLabel === null ? 'Waiting job' : `Waiting job on ${siteLabel}`}
        value={jobs.some(({ id }) => id === typed.job) ? typed.job : noJob}
        options={jobOptions(jobs)}
        onChange={job => onTyped({ ...typed, job })}
      />
      <PlanNumber
        className={styles.field}
        label='It runs here for'
        unit='h'
        rule={{ least: 0, most: 100_000, above: true, optional: true }}
        value={typed.hoursHere}
        placeholder='unknown'
        onChange={hoursHere => onTyped({ ...typed, hoursHere })}
      />
      <PlanNumber
        className={styles.field}
        label='A machine boots in'
        unit='min'
        rule={{ least: 0, most: 1440 }}
        value={typed.bootMinutes}
        onChange={bootMinutes => onTyped({ ...typed, bootMinutes })}
      />
      <Button kind='primary' className={styles.beside} onClick={onCompare}>
        Compare
      </Button>
    </div>
  )
}

/** The jobs that wait, by number and name; first the choice of none. */
export function jobOptions(jobs: readonly Job[]): readonly { readonly value: string; readonly label: string }[] {
  const none = { value: noJob, label: jobs.length === 0 ? 'no job waits' : 'none: the queue is unknown' }
  return [none, ...jobs.map(({ id, name }) => ({ value: id, label: `${id} ${visibleName(name)}` }))]
}

/** Whether anything can be said of who is sooner. */
const isKnown = ({ startsSooner, endsSooner }: StartPlan): boolean =>
  startsSooner !== 'unknown' || endsSooner !== 'unknown'

/** What was told. */
export function StartView(props: {
  readonly plan: StartPlan | null
  readonly asked: boolean
  readonly failure: Failure | null
  readonly again: () => void
}): ReactNode {
  const { plan, asked, failure, again } = props
  if (failure) return <FailureNote {...{ failure, again }} />
  if (plan === null)
    return (
      <div className={styles.words}>
        <EmptyState>
          {asked
            ? 'Asking the scheduler.'
            : 'Choose a job that waits, and compare: when the scheduler expects to begin it, and when the same could begin in the cloud.'}
        </EmptyState>
      </div>
    )
  return (
    <>
      <Note tone={isKnown(plan) ? 'ok' : 'warning'} what={plan.verdict} />
      <div className={styles.sides}>
        <Side title='Here' side={plan.here} />
        <Side
          title='In the cloud'
          side={plan.cloud}
          price={
            plan.cloud.type === null ? 'unknown' : `${plan.cloud.type}, ${hourlyPrice(plan.cloud.usdPerHour)} an hour`
          }
        />
      </div>
    </>
  )
}

function Side(props: { title: string; side: StartPlan['here']; price?: string }): ReactNode {
  const { title, side, price } = props
  const time = (instant: string | null): string => (instant === null ? 'unknown' : formatDayTime(Date.parse(instant)))
  return (
    <section aria-label={title}>
      <SectionHead title={title} fact={visibleName(side.label)} />
      <div className={styles.words}>
        <Facts
          facts={[
            { name: 'Begins', value: time(side.start) },
            { name: 'Ends', value: time(side.end) },
            { name: 'Takes', value: formatHours(side.hours) },
            { name: 'Costs', value: side.usd === null ? 'unknown' : `${dollars(side.usd)}, estimate` },
            ...(price === undefined ? [] : [{ name: 'Machine', value: price }]),
            ...(side.note === '' ? [] : [{ name: 'Note', value: side.note }])
          ]}
        />
      </div>
    </section>
  )
}
