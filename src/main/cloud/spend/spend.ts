/** What runs cost, and the budgets that watch over it. */
import type { Run, RunState } from '@contract/cloud-runs'
import type { Budget, BudgetState, Spend, SpendQuestion } from '@contract/cloud-spend'
import {
  type BudgetNews,
  budgetNews,
  budgetStates,
  budgetStatesFor,
  isOf,
  judgeExtension,
  judgeLaunch,
  type LaunchJudgement,
  type PlannedCost
} from '@domain/cloud/spend/budgets'
import { spendOf } from '@domain/cloud/spend/spend-rows'
import { Failure } from '@domain/failure'
import type { Platform } from '../../platform'
import { processTimers, type Timers } from '../../ssh/timers'
import { type BudgetNotices, type BudgetSettings, createBudgetNotices } from './budget-notices'

export interface SpendService {
  show(question: SpendQuestion): Spend
  setBudgets(budgets: readonly Budget[]): Promise<BudgetState[]>
  /** Whether the budgets allow one more run. The answer counts until anything else is launched: judge and record at once. */
  mayLaunch(planned: PlannedCost): LaunchJudgement
  /** Whether they allow a run to end later: `then` is the run as it would be. */
  mayExtend(then: Run): LaunchJudgement
  readonly notices: Pick<BudgetNotices, 'list' | 'watch' | 'markRead'>
  /** Looks now, and each minute from then on. */
  start(): void
  close(): Promise<void>
}

export interface SpendParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'notify'>
  readonly settings: BudgetSettings
  /** All that are known, those that have ended too. */
  readonly runs: () => readonly Run[]
  /** Ends the command of a run; its outputs are fetched. */
  readonly stop: (id: string) => Promise<unknown>
  /** What else is to be told under the same bell, once for each of its keys. */
  readonly otherNews?: readonly Pick<BudgetNews, 'keys' | 'title' | 'text'>[]
  readonly timers?: Timers
}

const checkMs = 60_000

/** There a command still runs, or is going to. */
const stoppable: ReadonlySet<RunState> = new Set<RunState>(['launching', 'booting', 'uploading', 'running'])

export function createSpend(parts: SpendParts): SpendService {
  const { platform, settings, runs, stop, otherNews = [], timers = processTimers } = parts
  const { clock, log } = platform
  const notices = createBudgetNotices(platform, settings)
  const states = (): BudgetState[] => {
    const budgets = settings.read().cloudBudgets
    // There may be very many runs.
    return budgets.length === 0 ? [] : budgetStates(budgets, runs(), clock.now())
  }
  /** `instead`: in the place of the run with its id. */
  const statesFor = (run: Pick<Run, 'profile'>, instead?: Run): BudgetState[] => {
    const budgets = settings.read().cloudBudgets
    if (budgets.length === 0) return []
    const all = runs().map(one => (one.id === instead?.id ? instead : one))
    return budgetStatesFor(run, budgets, all, clock.now())
  }
  const stopper = createStopper(platform, stop)
  let failing = false

  async function look(): Promise<void> {
    try {
      const [now, told] = [clock.now(), notices.told()]
      const current = states()
      for (const state of current)
        if (state.stop && state.reached === 100)
          stopper.end(runs().filter(run => isOf(state, run) && stoppable.has(run.state)))
      await notices.raise([
        ...otherNews.filter(({ keys }) => !keys.every(key => told.has(key))),
        ...current.flatMap(state => budgetNews(state, told, now) ?? [])
      ])
      failing = false
    } catch (thrown) {
      log.error('The budgets of cloud runs could not be checked.', thrown)
      // Told once, until it works again.
      if (!failing) platform.notify('Budgets could not be checked', Failure.from(thrown).message)
      failing = true
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const lookNext = (): Promise<void> => {
    looking = looking.then(look)
    return looking
  }
  let end = (): void => {}

  return {
    show: question => ({ ...spendOf(runs(), question, clock.now()), budgets: states() }),
    async setBudgets(budgets) {
      const names = budgets.map(({ project }) => project)
      const twice = names.find((name, index) => names.indexOf(name) !== index)
      if (twice !== undefined)
        throw new Failure('usage', `There are two budgets for ${twice ?? 'all runs'}.`, {
          hint: 'Each project has one, and all runs together have one.'
        })
      await settings.save({ cloudBudgets: [...budgets] })
      await lookNext()
      return states()
    },
    mayLaunch: planned => judgeLaunch(statesFor(planned), planned),
    mayExtend: then => judgeExtension(statesFor(then, then), then),
    notices,
    start() {
      end()
      void lookNext()
      end = timers.every(checkMs, () => void lookNext())
    },
    async close() {
      end()
      await looking
    }
  }
}

/** Stops each run once; one that could not be stopped is tried again with the next look. */
function createStopper({ log, notify }: Pick<Platform, 'log' | 'notify'>, stop: SpendParts['stop']) {
  const asked = new Set<string>()
  const failed = new Set<string>()
  const endOne = async ({ id, asked: { name } }: Run): Promise<void> => {
    asked.add(id)
    try {
      await stop(id)
      log.info(`Run ${id} is stopped: its budget is spent.`)
    } catch (thrown) {
      asked.delete(id)
      log.error(`Run ${id} could not be stopped, though its budget is spent.`, thrown)
      if (!failed.has(id)) notify(`${name} goes on, though its budget is spent`, Failure.from(thrown).message)
      failed.add(id)
    }
  }
  return {
    /** Does not wait: a machine that does not answer keeps nobody from looking at the others. */
    end(runs: readonly Run[]): void {
      for (const run of runs) if (!asked.has(run.id)) void endOne(run)
    }
  }
}
