/** What is spent, in words. */
import type { BudgetState, SpendGroup, SpendRow } from '@contract/cloud-spend'
import { stepName } from '@domain/plan/step-names'
import { dayText } from '../../../ui/day-text'
import type { State } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'

export const groupLabels: Readonly<Record<SpendGroup, string>> = {
  run: 'Run',
  session: 'Session',
  project: 'Project',
  day: 'Day',
  type: 'Type'
}

const ofNone: Readonly<Record<SpendGroup, string>> = {
  run: 'without a name',
  session: 'of no session',
  project: 'of no project',
  day: 'of no day',
  type: 'of no type'
}

/** The name of a row; of those that belong to nothing, that. */
export function rowName({ key, label }: SpendRow, by: SpendGroup): string {
  if (key === '' && label === '') return ofNone[by]
  return by === 'day' ? dayText(key) : visibleName(stepName(label === '' ? key : label))
}

export const budgetName = ({ project }: Pick<BudgetState, 'project'>): string =>
  project === null ? 'Everything' : visibleName(project)

/** Shape and word, beside the colour of the bar. */
export function budgetMark({ reached, stop }: Pick<BudgetState, 'reached' | 'stop'>): { state: State; word: string } {
  if (reached === 100) return { state: 'failed', word: stop ? 'used up: nothing more is launched' : 'used up' }
  if (reached === 80) return { state: 'warning', word: '80 % used' }
  return reached === 50 ? { state: 'starting', word: '50 % used' } : { state: 'done', word: 'less than half used' }
}

/** First and last day of a month of UTC, both included. `back`: so many months before that of `now`. */
export function monthOf(now: number, back: number): { readonly from: string; readonly to: string } {
  const at = new Date(now)
  const day = (month: number, date: number): string =>
    new Date(Date.UTC(at.getUTCFullYear(), month, date)).toISOString().slice(0, 10)
  const month = at.getUTCMonth() - back
  return { from: day(month, 1), to: day(month + 1, 0) }
}
