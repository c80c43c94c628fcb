import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './state-mark.module.css'

const hole = { stroke: 'var(--mark-hole, var(--bg))', strokeWidth: 1.4, strokeLinecap: 'round' } as const
const ring = <circle cx='6' cy='6' r='4.7' fill='none' stroke='currentColor' strokeWidth={1.4} />
const line = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const

interface MarkShape {
  readonly tone: 'accent' | 'ok' | 'warn' | 'bad' | 'quiet'
  /** What a screen reader says. */
  readonly spoken: string
  readonly shape: ReactNode
}

/** Shape first, colour second: every state can be told apart in black and white. */
const marks = {
  running: {
    tone: 'accent',
    spoken: 'running',
    shape: (
      <>
        <circle cx='6' cy='6' r='5' fill='none' stroke='currentColor' strokeWidth={1.4} />
        <circle cx='6' cy='6' r='2.6' fill='currentColor' />
      </>
    )
  },
  starting: {
    tone: 'accent',
    spoken: 'starting',
    shape: (
      <>
        {ring}
        <path d='M6 1.3a4.7 4.7 0 0 1 0 9.4z' fill='currentColor' />
      </>
    )
  },
  waiting: { tone: 'quiet', spoken: 'waiting', shape: ring },
  paused: {
    tone: 'quiet',
    spoken: 'paused',
    shape: <path d='M3.8 2v8M8.2 2v8' {...line} strokeWidth={2} />
  },
  done: {
    tone: 'ok',
    spoken: 'done',
    shape: <path d='M1.8 6.4 4.8 9.3 10.4 2.9' {...line} strokeWidth={1.8} />
  },
  verified: {
    tone: 'ok',
    spoken: 'verified',
    shape: (
      <>
        <path d='M6 .6 10.8 2.2v3.6c0 2.7-1.9 4.7-4.8 5.7C3.1 10.5 1.2 8.5 1.2 5.8V2.2z' fill='currentColor' />
        <path d='M3.7 6 5.4 7.7 8.5 4.2' fill='none' {...hole} strokeLinejoin='round' />
      </>
    )
  },
  'size-only': {
    tone: 'quiet',
    spoken: 'size only',
    shape: <path d='M2 4.3h8M2 7.7h8' {...line} strokeWidth={1.6} />
  },
  up: {
    tone: 'accent',
    spoken: 'sending',
    shape: <path d='M6 10.5V2M2.5 5.3 6 1.8l3.5 3.5' {...line} strokeWidth={1.6} />
  },
  down: {
    tone: 'accent',
    spoken: 'receiving',
    shape: <path d='M6 1.5V10M2.5 6.7 6 10.2l3.5-3.5' {...line} strokeWidth={1.6} />
  },
  'out-of-date': {
    tone: 'quiet',
    spoken: 'out of date',
    shape: <circle cx='6' cy='6' r='4.7' fill='none' stroke='currentColor' strokeWidth={1.4} strokeDasharray='2 1.9' />
  },
  warning: {
    tone: 'warn',
    spoken: 'warning',
    shape: (
      <>
        <path
          d='M6 .9 11.6 10.9H.4z'
          fill='currentColor'
          stroke='currentColor'
          strokeWidth={0.8}
          strokeLinejoin='round'
        />
        <path d='M6 4.2v3.2M6 9v.2' {...hole} />
      </>
    )
  },
  failed: {
    tone: 'bad',
    spoken: 'failed',
    shape: (
      <>
        <path d='M6 .3 11.7 6 6 11.7.3 6z' fill='currentColor' />
        <path d='M4.3 4.3l3.4 3.4M7.7 4.3 4.3 7.7' {...hole} />
      </>
    )
  },
  cancelled: {
    tone: 'quiet',
    spoken: 'cancelled',
    shape: (
      <>
        {ring}
        <path d='M2.8 9.2 9.2 2.8' stroke='currentColor' strokeWidth={1.4} />
      </>
    )
  }
} as const satisfies Record<string, MarkShape>

/** A state of anything: a job, a transfer, a link, a copy. `verified` is only for equal checksums. */
export type State = keyof typeof marks

/** All states in the order of the look's list. */
// Object.keys loses the keys' type; the object is closed above.
export const states = Object.keys(marks) as readonly State[]

/** The spoken word of a state, for sentences and tooltips. */
export function stateWord(state: State): string {
  return marks[state].spoken
}

/**
 * The 12 px mark of a state.
 * @param label the spoken name where the usual word is not the right one; '' where the word stands beside the mark
 */
export function StateMark({
  state,
  label,
  className
}: {
  state: State
  label?: string
  className?: string | undefined
}) {
  const mark = marks[state]
  const spoken = label ?? mark.spoken
  const look = { viewBox: '0 0 12 12', className: classNames(styles.mark, styles[mark.tone], className) }
  if (spoken === '')
    return (
      <svg {...look} data-state={state} aria-hidden='true'>
        {mark.shape}
      </svg>
    )
  return (
    <svg {...look} data-state={state} role='img' aria-label={spoken}>
      {mark.shape}
    </svg>
  )
}
