/** What happens by itself around a session: which steps are due, and how they stand. */
import type { Booking, LogEntry } from '@contract/booking'
import type { Resource, ResourcesFile } from '@contract/resources'
import type { SessionStep } from '@contract/sessions'
import { labelOf } from '../bookings/booking'
import { armedFrom, isArmed, phaseOf } from './phase'
import { type SaidFacts, saidHere } from './said-here'

export type Step = SessionStep['step']

/** A step as this computer has done it. */
export interface StepRecord {
  readonly step: Step
  readonly state: Exclude<SessionStep['state'], 'to-come'>
  readonly at: string
  /** What it set: the session's folder, or that of the movies; absolute. Null for other steps. */
  readonly path: string | null
  readonly error: SessionStep['error']
  /** Folders that it made, the outer ones first; absolute. */
  readonly made: readonly string[]
}

export interface StepFacts {
  readonly file: ResourcesFile
  readonly booking: Booking
  readonly resource: Resource
  readonly records: readonly StepRecord[]
  /** Of this booking, in any order. */
  readonly log: readonly LogEntry[]
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

/** The act of the log that says of a step that it was done, by whatever computer. */
export const actOfStep: Readonly<Record<Step, LogEntry['act']>> = {
  armed: 'arm',
  folder: 'folder',
  watch: 'watch',
  started: 'start',
  disarmed: 'disarm',
  ended: 'end'
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

/** The earliest entry of the log that says so, within this slot, by somebody whose word counts. */
export function loggedStep(step: Step, facts: SaidFacts): LogEntry | undefined {
  const found = saidHere(facts).filter(({ act }) => act === actOfStep[step])
  return found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0]
}

/** Whether one of them took it back after it was done last, on whatever computer: the log names the step. */
export function isTakenBack(step: Step, facts: SaidFacts): boolean {
  const said = saidHere(facts)
  const latest = (found: (entry: LogEntry) => boolean): number =>
    said.reduce((last, entry) => (found(entry) ? Math.max(last, Date.parse(entry.at)) : last), 0)
  const undone = latest(({ act, text }) => act === 'undo' && text === step)
  return undone > 0 && undone >= latest(({ act }) => act === actOfStep[step])
}

/** Why a step does not apply; null: it does. */
function notWanted(step: Step, { resource }: StepFacts): string | null {
  const label = labelOf(resource)
  if ((step === 'armed' || step === 'disarmed') && !resource.display) return `${label} has no display.`
  if (step === 'folder' && !resource.session) return `The facility makes no folder for ${label}.`
  if (step === 'watch' && resource.session?.movies === undefined)
    return `Where the movies of ${label} arrive is not said.`
  return null
}

/** What the step set, by this computer's record or by the log, whose text is the path then. */
export function pathOfStep(step: 'folder' | 'watch', facts: SaidFacts & Pick<StepFacts, 'records'>): string | null {
  const record = facts.records.find(one => one.step === step)
  return record ? record.path : (loggedStep(step, facts)?.text ?? null)
}

const order: readonly Step[] = ['armed', 'folder', 'watch', 'started', 'disarmed', 'ended']

/** Before it is done, and after. */
const words: Readonly<Record<Step, readonly [string, string]>> = {
  armed: ['Display opens to its people', 'Display opened to its people'],
  folder: ['Session folder is made', 'Session folder made'],
  watch: ['Place of the movies is set', 'Place of the movies set'],
  started: ['Session begins', 'Session begun'],
  disarmed: ['Display closes', 'Display closed'],
  ended: ['Session ends', 'Session ended']
}

const wordsOf = (step: Step, state: SessionStep['state']): string => words[step][state === 'done' ? 1 : 0]

const dueAt = (step: Step, booking: Booking): number => {
  if (step === 'armed') return armedFrom(booking)
  return Date.parse(step === 'disarmed' || step === 'ended' ? booking.end : booking.start)
}

/** A step that nobody has said anything of. */
function byClock(step: Step, facts: StepFacts): Pick<SessionStep, 'state' | 'text'> {
  const { booking, at } = facts
  const over = phaseOf(booking, at) === 'over'
  // The display is shut and opened by the clock alone, also where no engine runs.
  if (step === 'armed' || step === 'disarmed') {
    const state = at >= dueAt(step, booking) ? 'done' : 'to-come'
    return { state, text: wordsOf(step, state) }
  }
  if (!over) return { state: 'to-come', text: wordsOf(step, 'to-come') }
  const text = step === 'ended' || step === 'started' ? 'Nobody was there to log it.' : 'It was not done in its time.'
  return { state: 'skipped', text }
}

function mayUndo(step: Step, state: SessionStep['state'], record: StepRecord | undefined, facts: StepFacts): boolean {
  if (state !== 'done') return false
  if (step === 'armed') return isArmed(phaseOf(facts.booking, facts.at))
  if (step === 'watch') return phaseOf(facts.booking, facts.at) !== 'over'
  return step === 'folder' && (record?.made.length ?? 0) > 0
}

function stepOf(step: Step, facts: StepFacts): SessionStep {
  const skipped = notWanted(step, facts)
  if (skipped !== null) return { step, state: 'skipped', at: null, text: skipped, error: null, undoable: false }
  const record = facts.records.find(one => one.step === step)
  const logged = loggedStep(step, facts)
  const state = isTakenBack(step, facts) ? ('undone' as const) : ('done' as const)
  const known = record ?? (logged && { state, at: logged.at, error: null })
  if (known) {
    const { at, error } = known
    const text = wordsOf(step, known.state)
    return { step, state: known.state, at, text, error, undoable: mayUndo(step, known.state, record, facts) }
  }
  const expected = byClock(step, facts)
  const at = expected.state === 'skipped' ? null : isoOf(dueAt(step, facts.booking))
  return { step, ...expected, at, error: null, undoable: mayUndo(step, expected.state, undefined, facts) }
}

export const sessionSteps = (facts: StepFacts): SessionStep[] => order.map(step => stepOf(step, facts))

/** The link was away: that passes, and what failed by it is tried again. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'refused', 'dns', 'channel-refused'])
const retryMs = 60_000

/** Whether this computer has settled it, one way or the other. */
function isSettled({ state, error, at }: StepRecord, now: number): boolean {
  // One that runs by its record was cut off by the end of its engine.
  if (state === 'running') return false
  return !(state === 'failed' && error && passing.has(error.code) && now - Date.parse(at) >= retryMs)
}

/**
 * What is to be done by an engine now, in order. A step that this computer has a record of, or that the log knows of,
 * is never done again by itself; one that failed waits for a person, unless only the link was away.
 */
export function dueSteps(facts: StepFacts): Step[] {
  const { booking, at, records } = facts
  if (booking.status !== 'confirmed') return []
  const phase = phaseOf(booking, at)
  const open = (step: Step): boolean =>
    notWanted(step, facts) === null &&
    !records.some(record => record.step === step && isSettled(record, at)) &&
    loggedStep(step, facts) === undefined
  // What was never begun has no end to be logged.
  const begun = loggedStep('started', facts) !== undefined
  const inPhase: Readonly<Record<typeof phase, readonly Step[]>> = {
    coming: [],
    armed: ['armed'],
    running: ['armed', 'folder', 'watch', 'started'],
    over: begun ? ['disarmed', 'ended'] : []
  }
  return inPhase[phase].filter(open)
}

/** When it was really begun and ended, as logged; an end that was logged late is the booked one. */
export function actualTimes(facts: SaidFacts): { start: string | null; end: string | null } {
  const [start, end] = [loggedStep('started', facts)?.at ?? null, loggedStep('ended', facts)?.at ?? null]
  const last = end !== null && Date.parse(end) > Date.parse(facts.booking.end) ? facts.booking.end : end
  return { start, end: last }
}
