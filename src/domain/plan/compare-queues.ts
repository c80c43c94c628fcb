/** The second document: cryoSPARC queues on WEKA and on FSx for Lustre, and what the storage costs a month. */
import type { Check, ComparedQueue, ComparedStorage, Difference, QueuesComparison } from '@contract/plan-compare'
import { Failure } from '../failure'
import { cents, rounded, sum } from './money'
import type { QueuesDocument } from './plan-data'

type Queue = QueuesDocument['queues'][number]
type Storage = QueuesDocument['storage'][number]

/** A queue's dollars: its seconds at a price an hour. */
export const queueUsd = (seconds: number, usdPerHour: number): number => (seconds / 3600) * usdPerHour

export function compareQueues(document: QueuesDocument): QueuesComparison {
  const queues = document.queues.map(comparedQueue)
  const storage = document.storage.map(one => comparedStorage(one, document.storage))
  return {
    source: 'weka-2023',
    queues,
    storage,
    unmeasured: document.unmeasured,
    checks: document.claims.map(claim => check(claim, document.queues)),
    differences: [...document.queues.flatMap(queueDifferences), ...storage.flatMap(storageDifferences)]
  }
}

/** Percent less than `whole`, to a tenth. */
const percentLess = (part: number, whole: number): number => rounded((1 - part / whole) * 100, 1)

function comparedQueue(queue: Queue): ComparedQueue {
  const { type, wekaSeconds, fsxSeconds, advantagePrinted, usdPerHour, usdPerHourReserved, cited } = queue
  return {
    ...{ type, wekaSeconds, fsxSeconds, advantagePrinted },
    advantageComputed: percentLess(wekaSeconds, fsxSeconds),
    ...{ usdPerHour, usdPerHourReserved },
    wekaUsd: cents(queueUsd(wekaSeconds, usdPerHour)),
    fsxUsd: cents(queueUsd(fsxSeconds, usdPerHour)),
    wekaUsdReserved: cents(queueUsd(wekaSeconds, usdPerHourReserved)),
    fsxUsdReserved: cents(queueUsd(fsxSeconds, usdPerHourReserved)),
    cited
  }
}

const monthOf = ({ parts }: Storage): number => cents(sum(parts.map(({ count, usdEach }) => count * usdEach)))

function comparedStorage(one: Storage, all: readonly Storage[]): ComparedStorage {
  const other = one.against === null ? undefined : all[one.against]
  const { configuration, terabytes, advantagePrinted, usdPerMonthPrinted, cited } = one
  return {
    ...{ configuration, usdPerMonthPrinted },
    usdPerMonthComputed: monthOf(one),
    ...{ terabytes, advantagePrinted },
    advantageComputed: other ? percentLess(monthOf(one), monthOf(other)) : null,
    parts: one.parts.map(({ what, usdPerMonthPrinted: printed, count, usdEach }) => ({
      what,
      usdPerMonthPrinted: printed,
      usdPerMonthComputed: cents(count * usdEach)
    })),
    cited
  }
}

/** A printed percentage that is not the computed one rounded to a whole number. */
function percentDifference(what: string, printed: number, computed: number, cited: Difference['cited']): Difference[] {
  if (Math.round(computed) === printed) return []
  return [{ what, unit: 'percent', printed, computed, why: 'The document does not say.', cited }]
}

function queueDifferences({ type, wekaSeconds, fsxSeconds, ...queue }: Queue): Difference[] {
  const computed = percentLess(wekaSeconds, fsxSeconds)
  return [
    ...percentDifference(`Time on ${type}, WEKA against FSx`, queue.advantagePrinted, computed, queue.cited),
    ...percentDifference(`Cost on ${type}, WEKA against FSx`, queue.costAdvantagePrinted, computed, queue.cited)
  ]
}

function storageDifferences(one: ComparedStorage): Difference[] {
  const { configuration, usdPerMonthPrinted, usdPerMonthComputed, advantagePrinted, advantageComputed, cited } = one
  const percent =
    advantagePrinted === null || advantageComputed === null
      ? []
      : percentDifference(`A month of ${configuration}, against FSx`, advantagePrinted, advantageComputed, cited)
  if (usdPerMonthPrinted === usdPerMonthComputed) return percent
  const why = 'The document does not say.'
  return [
    {
      what: `A month of ${configuration}`,
      unit: 'usd',
      printed: usdPerMonthPrinted,
      computed: usdPerMonthComputed,
      why,
      cited
    },
    ...percent
  ]
}

function check({ what, printed, of, types, cited }: QueuesDocument['claims'][number], queues: readonly Queue[]): Check {
  const [first, second] = types.map(type => queues.find(queue => queue.type === type))
  if (!first || !second)
    throw new Failure('internal', `The tables of the planner name ${types.join(' or ')}, which is in none.`, {
      hint: 'Install Farscope anew.'
    })
  const usd = ({ wekaSeconds, usdPerHour }: Queue): number => queueUsd(wekaSeconds, usdPerHour)
  const ratio = of === 'speed' ? second.wekaSeconds / first.wekaSeconds : usd(first) / usd(second)
  return { what, printed, computed: rounded(ratio, 4), cited }
}
