/** The foot of the room: jobs of the session, copies, people and what they left to say. */
import type { SessionBacklog } from '@contract/cockpit'
import type { Job } from '@contract/jobs'
import type { ProcessingRule } from '@contract/processing'
import type { Session } from '@contract/sessions'
import type { Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
import { sessionBacklogs } from '@domain/forecast/session-backlog'
import { shareDone } from '@domain/transfers/overall-progress'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { countOf, formatBytes, formatCount, formatRate } from '../../ui/format'
import { Avatar } from '../../ui/frame/rail'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Progress } from '../../ui/progress'
import { StateMark, stateWord } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { visibleLines, visibleName } from '../../ui/visible-name'
import styles from './cockpit.module.css'
import {
  copyState,
  copyWords,
  isBacklogBad,
  jobClock,
  jobCounts,
  jobState,
  jobWords,
  placeName,
  ruleMark,
  ruleWords
} from './cockpit-words'
import type { SessionJobs } from './use-look'

const most = { jobs: 6, copies: 4, transfers: 3 } as const

export interface LowProps {
  readonly session: Session
  readonly jobs: SessionJobs
  readonly rules: readonly ProcessingRule[]
  readonly transfers: readonly Transfer[]
  readonly watches: readonly Watch[]
  readonly visible: boolean
  readonly onOpenJob: (job: Job) => void
  readonly onOpenRule: (rule: ProcessingRule) => void
  readonly onGo: (room: 'files' | 'jobs') => void
  readonly onHandOver: () => void
  readonly mayHandOver: boolean
}

function Section(props: { title: string; fact?: string; end?: ReactNode; children: ReactNode }): ReactNode {
  const { title, fact, end, children } = props
  return (
    <section aria-label={title} className={styles.low}>
      <div className={styles.lowHead}>
        <h2>{title}</h2>
        {fact !== undefined && fact !== '' && <span className='faint cut'>{fact}</span>}
        {end !== undefined && <span className={styles.end}>{end}</span>}
      </div>
      {children}
    </section>
  )
}

function Link({ children, onClick }: { children: ReactNode; onClick: () => void }): ReactNode {
  return (
    <button type='button' className={styles.link} onClick={onClick}>
      {children}
    </button>
  )
}

/** One line for each rule of pre-processing, which leads to its last array. */
function Rules({ rules, onOpenRule }: LowProps): ReactNode {
  return (
    <ul aria-label='Pre-processing'>
      {rules.map(rule => (
        <li key={rule.id}>
          <button
            type='button'
            className={styles.job}
            title={rule.error === null ? undefined : visibleName(`${rule.error.message} ${rule.error.hint}`)}
            onClick={() => onOpenRule(rule)}
          >
            <StateMark state={ruleMark[rule.state]} label={rule.state} />
            <span className='cut grow'>Pre-processing {visibleName(rule.name)}</span>
            <span className={rule.error === null ? 'faint' : 'bad'}>{ruleWords(rule)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Jobs(props: LowProps): ReactNode {
  const {
    session,
    jobs: { jobs, problem },
    rules,
    onOpenJob,
    onGo
  } = props
  const shown = Math.max(1, most.jobs - rules.length)
  const rest = jobs.length - shown
  return (
    <Section
      title='Jobs of this session'
      fact={jobCounts(jobs)}
      end={<Link onClick={() => onGo('jobs')}>{rest > 0 ? `${formatCount(rest)} more` : 'All jobs'}</Link>}
    >
      {problem !== null && <p className={classNames('cap', styles.aside)}>{visibleName(problem)}</p>}
      {rules.length > 0 && <Rules {...props} />}
      {problem === null && jobs.length === 0 && rules.length === 0 && (
        <p className={classNames('faint sm', styles.aside)}>
          {session.folder
            ? 'Jobs that run in the folder of this session stand here.'
            : 'Jobs stand here when the folder of this session is made.'}
        </p>
      )}
      <ul>
        {jobs.slice(0, shown).map(job => (
          <li key={job.id}>
            <button type='button' className={styles.job} onClick={() => onOpenJob(job)}>
              <StateMark state={jobState(job)} label={stateWord(jobState(job))} />
              <span className='faint mono'>{job.id}</span>
              <span className='cut grow'>{visibleName(job.name)}</span>
              <span className='faint'>{jobWords(job)}</span>
              <span className={styles.time}>{jobClock(job)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const endName = (end: Transfer['to']): string =>
  end.kind === 'local' ? 'this computer' : end.kind === 'site' ? end.site : 'S3'

const heldWords: Readonly<Record<NonNullable<Transfer['hold']>, string>> = {
  link: 'waits for its link',
  'sign-in': 'waits until somebody signs in',
  limit: 'held by the schedule of the limits',
  answer: 'waits for an answer'
}

function transferWords(transfer: Transfer): string {
  const { state, doneFiles, totalFiles, verified, totalBytes, doneBytes, failedCount, hold } = transfer
  if (failedCount > 0) return `${countOf(failedCount, 'file')} failed`
  if (hold !== null) return heldWords[hold]
  if (state === 'waiting' || state === 'paused') return state
  const proven = verified > 0 ? `${formatCount(verified)} verified · ` : ''
  return `${proven}${formatCount(totalFiles - doneFiles)} to go, ${formatBytes(Math.max(0, totalBytes - doneBytes))}`
}

/** Where the session's files are copied to: what is proven at each place, and what is missing there. */
function Places(props: { places: readonly SessionBacklog[]; now: number; end: number; zone: string }): ReactNode {
  const { places, now, end, zone } = props
  const rest = places.length - most.copies
  return (
    <ul className={styles.transfers}>
      {places.slice(0, most.copies).map(one => {
        const bad = isBacklogBad(one)
        return (
          <li key={`${one.watch} ${placeName(one)}`}>
            <div className='row sm'>
              <StateMark state={copyState(one)} label={stateWord(copyState(one))} />
              <MiddleEllipsis name={placeName(one)} className={styles.person} />
              <span className='faint'>{visibleName(one.watch)}</span>
            </div>
            <div className={classNames('cap cut', bad && 'bad')}>{copyWords(one, now, end, zone)}</div>
          </li>
        )
      })}
      {rest > 0 && <li className='cap'>and {countOf(rest, 'more place', 'more places')}</li>}
    </ul>
  )
}

function Copies({ session, watches, transfers, visible, onGo }: LowProps): ReactNode {
  const now = useNow(visible)
  const end = Date.parse(session.booking.end) - session.clockOffsetMs
  const places = sessionBacklogs(session, watches, now)
  const rest = transfers.length - most.transfers
  return (
    <Section
      title='Copies'
      end={<Link onClick={() => onGo('files')}>{rest > 0 ? `${formatCount(rest)} more` : 'Queue'}</Link>}
    >
      {places.length > 0 && <Places {...{ places, now, end }} zone={session.timeZone} />}
      {places.length === 0 && transfers.length === 0 && (
        <p className={classNames('faint sm', styles.aside)}>Nothing moves, nothing failed.</p>
      )}
      <ul className={styles.transfers}>
        {transfers.slice(0, most.transfers).map(transfer => {
          const wrong = transfer.failedCount > 0 || transfer.state === 'failed'
          return (
            <li key={transfer.id}>
              <div className='row sm'>
                <StateMark state={wrong ? 'failed' : transfer.state === 'running' ? 'up' : 'waiting'} />
                <span className='grow cut'>
                  {visibleName(transfer.title)} → {visibleName(endName(transfer.to))}
                </span>
                {transfer.state === 'running' && <span className='dim'>{formatRate(transfer.rate)}</span>}
              </div>
              <Progress label={`Copy of ${visibleName(transfer.title)}`} parts={shareDone(transfer)} />
              <div className={classNames('cap cut', wrong && 'bad')}>{transferWords(transfer)}</div>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

const rights = { control: 'may control', view: 'may view', none: 'no display' } as const

function People({ session, onHandOver, mayHandOver }: LowProps): ReactNode {
  const { people, user, booking, before } = session
  const said = booking.handOver || before?.handOver || ''
  return (
    <Section title='People' fact={countOf(people.length, 'person', 'people')}>
      <ul className={styles.people}>
        {people.map(person => (
          <li key={person.user} className='row sm'>
            {person.problem === '' ? (
              <Avatar name={visibleName(person.name)} driving={person.role === 'operator'} />
            ) : (
              <span className={styles.markOfPerson}>
                <StateMark state='warning' />
              </span>
            )}
            <MiddleEllipsis name={person.name} className={styles.person} />
            <span className='faint' title={person.problem || undefined}>
              {person.role === 'operator' ? 'operator' : rights[person.right]}
              {person.user === user && ', you'}
            </span>
          </li>
        ))}
      </ul>
      <div className={styles.aside}>
        <Button
          size='small'
          onClick={onHandOver}
          disabledReason={mayHandOver ? undefined : 'Its operator and its owner may do this'}
        >
          Hand over…
        </Button>
      </div>
      {said !== '' && (
        <p className={classNames('cap', styles.note)} title={visibleLines(said)}>
          <b>Handed over</b> {visibleLines(said)}
        </p>
      )}
    </Section>
  )
}

export function LowBand(props: LowProps): ReactNode {
  return (
    <div className={styles.foot}>
      <Jobs {...props} />
      <Copies {...props} />
      <People {...props} />
    </div>
  )
}
