/** What the list of pre-processing says, in words. */
import type { ProcessingRule } from '@contract/processing'
import { countOf, formatCount } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'

const states: Readonly<Record<ProcessingRule['state'], { mark: State; words: string }>> = {
  idle: { mark: 'done', words: 'All is done' },
  working: { mark: 'running', words: 'Working' },
  trouble: { mark: 'failed', words: 'Does not get on' },
  paused: { mark: 'paused', words: 'Paused' },
  resting: { mark: 'paused', words: 'Not running' }
}

export const ruleState = ({ state }: ProcessingRule): { mark: State; words: string } => states[state]

/** Why it does not get on; undefined: it does. */
export const ruleTrouble = ({ error }: ProcessingRule): string | undefined =>
  error === null ? undefined : visibleName(`${error.message} ${error.hint}`.trim())

/** Tasks that SLURM has. */
export function tasksWords({ counts: { pending, running } }: ProcessingRule): string {
  if (pending + running === 0) return 'none'
  return [
    ...(running > 0 ? [`${formatCount(running)} run`] : []),
    ...(pending > 0 ? [`${formatCount(pending)} wait`] : [])
  ].join(', ')
}

export const filesWords = (files: number): string => (files === 0 ? 'none' : countOf(files, 'file'))
