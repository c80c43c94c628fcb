/** Plans that are kept: saved, listed, renamed, removed, and followed by every window. */
import type { SavedPlan, StepsQuestion } from '@contract/plan'
import type { StorageInputs, TransferInputs } from '@contract/plan-data'
import type { PlanSteps } from '@contract/plan-steps'
import { Failure } from '@domain/failure'
import { createBroadcast } from '../broadcast'
import type { Clock } from '../platform'
import type { SavedPlans } from '../store/saved-plans'

/** See contract/plan for what each gives and how it fails. */
export interface PlanShelf {
  list(): SavedPlan[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<SavedPlan[], void, void>
  show(id: string): SavedPlan
  save(wish: PlanWish): Promise<SavedPlan>
  rename(id: string, name: string): SavedPlan
  remove(id: string): void
}

export interface PlanWish {
  readonly id?: string | undefined
  readonly name: string
  readonly question: StepsQuestion
  readonly storage?: StorageInputs | undefined
  readonly transfer?: TransferInputs | undefined
}

interface ShelfDeps {
  readonly saved: SavedPlans
  readonly clock: Clock
  readonly ids: () => string
  /** Gives the runs of a plan. */
  steps(question: StepsQuestion): Promise<PlanSteps>
}

export function createPlanShelf({ saved, clock, ids, steps }: ShelfDeps): PlanShelf {
  const changes = createBroadcast(() => saved.all())
  const show = (id: string): SavedPlan => {
    const plan = saved.show(id)
    if (plan) return plan
    throw new Failure('not-found', `There is no plan ${id.toWellFormed()}.`, { hint: 'farscope plan list lists them.' })
  }
  const put = (plan: SavedPlan): SavedPlan => {
    const other = saved.named(plan.name)
    if (other && other.id !== plan.id)
      throw new Failure('exists', `Another plan is named "${plan.name}".`, { hint: 'Choose another name.' })
    saved.save(plan)
    changes.publish()
    return plan
  }
  return {
    list: saved.all,
    watch: changes.follow,
    show,
    async save({ id, name, question, storage, transfer }) {
      const before = id === undefined ? null : show(id)
      const answer = await steps(question)
      const now = clock.now().toISOString()
      return put({
        id: before?.id ?? ids(),
        name: name.toWellFormed(),
        savedAt: before?.savedAt ?? now,
        changedAt: now,
        question,
        storage: storage ?? null,
        transfer: transfer ?? null,
        runs: answer.steps.flatMap(({ run }) => run ?? []),
        hours: answer.totals.chosen.hours,
        usd: answer.totals.chosen.usd,
        priceDate: answer.priceDate
      })
    },
    rename: (id, name) => put({ ...show(id), name: name.toWellFormed(), changedAt: clock.now().toISOString() }),
    remove(id) {
      show(id)
      saved.remove(id)
      changes.publish()
    }
  }
}
