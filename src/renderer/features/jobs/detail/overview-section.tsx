import type { Job } from '@contract/jobs'
import type { Explanation } from '@contract/jobs-insight'
import { isFinished } from '@domain/jobs/states'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { unknown } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Note } from '../../../ui/note'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { visibleName } from '../../../ui/visible-name'
import { isOver, isWaiting } from '../job-state'
import { askedWords, instantWords, timeWords } from '../job-words'
import { jobKey } from '../list/list-row'
import { AnswerNote } from './answer-note'
import styles from './detail.module.css'
import { furtherAdvice, limitFacts, queueFacts, stateWords, type TextFact, timeLeft, usedWords } from './overview-facts'
import { useAnswer } from './use-answer'

/** Seconds between two questions about a job that has not ended. */
const explainEvery = 30
const nameWidth = 84

/** What is known of a job, as names and values. `now`: milliseconds since 1970. */
export function jobFacts(job: Job, siteLabel: string, now: number, zone?: string): readonly Fact[] {
  const place = [siteLabel, job.partition, job.nodes].filter(part => part !== null).map(visibleName)
  const facts: Fact[] = [
    { name: 'Where', value: place.join(', ') },
    { name: 'Time', value: timeWords(job, zone) },
    { name: 'Asked', value: askedWords(job) },
    {
      name: 'User',
      value: [job.user, job.account]
        .filter(part => part !== null)
        .map(visibleName)
        .join(', account ')
    },
    {
      name: 'Folder',
      value: job.workDir === null ? unknown : <MiddleEllipsis name={job.workDir} className={styles.path} />
    },
    { name: 'Submitted', value: instantWords(job.submitTime, now, zone) }
  ]
  if (!isWaiting(job)) facts.push({ name: 'Started', value: instantWords(job.startTime, now, zone) })
  if (isFinished(job.state) && !job.tasks) facts.push({ name: 'Ended', value: instantWords(job.endTime, now, zone) })
  return facts
}

/** How a job stands and why; asks while it is in sight. `live`: somebody can see it. */
export function OverviewSection(props: { site: string; siteLabel: string; job: Job; live: boolean }): ReactNode {
  const { site, siteLabel, job, live } = props
  const over = isOver(job)
  const id = jobKey(job)
  const key = `${site} ${id} ${job.state}`
  const why = useAnswer(
    live ? key : null,
    (signal, automatic) => client.jobs.explain({ site, id, automatic }, { signal }),
    over ? null : explainEvery
  )
  const started = live && !job.tasks && !isWaiting(job)
  const used = useAnswer(started ? key : null, signal => client.jobs.efficiency({ site, id }, { signal }), null)
  const now = Date.now()
  const facts = [...jobFacts(job, siteLabel, now)]
  if (used.value) facts.splice(3, 0, { name: 'Used', value: usedWords(used.value) })
  return (
    <>
      <StateSentence job={job} now={now} />
      {furtherAdvice(job, why.value?.advice ?? []).map(text => (
        <Note key={text} tone='warning' what={text} className={styles.note} />
      ))}
      <div className={styles.part}>
        <Facts facts={facts} nameWidth={nameWidth} />
      </div>
      {why.value ? (
        <Reasons job={job} known={why.value} now={now} />
      ) : (
        over || <AnswerNote answer={why} reading='Asking the scheduler.' />
      )}
    </>
  )
}

function StateSentence({ job, now }: { job: Job; now: number }): ReactNode {
  const { state, why, bad } = stateWords(job, now)
  const left = timeLeft(job)
  return (
    <div className={styles.state}>
      <p>
        <b>{state}</b>
        {why.length > 0 && <span className={bad ? 'bad' : undefined}>{`. ${why[0]}`}</span>}
        {left && <span className={left.near ? 'warn' : undefined}>{`, ${left.words}`}</span>}
      </p>
      {why.slice(1).map(text => (
        <p key={text}>{text}</p>
      ))}
      {left && (
        <Progress label='Time used of the limit' parts={[{ share: left.share, tone: left.near ? 'warn' : 'accent' }]} />
      )}
    </div>
  )
}

const asFacts = (facts: readonly TextFact[]): Fact[] =>
  facts.map(({ name, value, tone }, at) => ({
    // Two allocations have one name; the name is what React tells them apart by.
    name: facts.findIndex(other => other.name === name) === at ? name : `${name} ${at}`,
    value: <span className={tone}>{visibleName(value)}</span>
  }))

function Reasons({ job, known, now }: { job: Job; known: Explanation; now: number }): ReactNode {
  const limits = isOver(job) ? [] : limitFacts(known)
  return (
    <>
      {isWaiting(job) && <FactPart title='In the queue' facts={queueFacts(known, now)} />}
      {known.dependencies.length > 0 && <Dependencies known={known} />}
      {known.nodes.length > 0 && !isOver(job) && <NodeStates known={known} />}
      {limits.length > 0 && <FactPart title='Limits' facts={limits} />}
    </>
  )
}

function FactPart({ title, facts }: { title: string; facts: readonly TextFact[] }): ReactNode {
  return (
    <>
      <SectionHead line title={title} />
      <div className={styles.part}>
        <Facts facts={asFacts(facts)} nameWidth={nameWidth} />
      </div>
    </>
  )
}

/** What the kinds of dependencies mean (sbatch(1), --dependency). */
const dependencyWords: Readonly<Record<string, string>> = {
  after: 'must have started',
  afterany: 'must have ended',
  afterok: 'must have ended well',
  afternotok: 'must have failed',
  aftercorr: 'its task of the same number must have ended well',
  singleton: 'jobs of the same name must have ended'
}

function Dependencies({ known }: { known: Explanation }): ReactNode {
  return (
    <>
      <SectionHead line title='Waits for' />
      <ul className={`${styles.part} ${styles.lines}`}>
        {known.dependencies.map(({ kind, id, state }) => (
          <li key={`${kind} ${id}`}>
            <span className='mono'>{id === '' ? 'any' : id}</span>
            <span>
              {dependencyWords[kind] ?? kind}
              <span className='faint'>, now {state === null ? unknown : state.toLowerCase().replaceAll('_', ' ')}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Nodes that are named before the rest is counted. */
const mostNodes = 64

function NodeStates({ known }: { known: Explanation }): ReactNode {
  const { nodes } = known
  return (
    <>
      <SectionHead line title='Nodes' fact={nodes.length > mostNodes ? `${mostNodes} of ${nodes.length}` : undefined} />
      <ul className={`${styles.part} ${styles.lines}`}>
        {nodes.slice(0, mostNodes).map(({ name, state, stateText, reason }) => (
          <li key={name} title={state}>
            <span className='mono cut'>{visibleName(name)}</span>
            <span>
              {stateText}
              {reason !== null && <span className='faint'>: {visibleName(reason)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
