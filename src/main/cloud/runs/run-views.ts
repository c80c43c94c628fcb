/** Runs as everybody sees them, with what they cost now. There may be very many that have ended. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { comingUsd, mostUsdPerHour } from '@domain/cloud/runs/run-cost'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { runCost } from '@domain/cloud/spend/run-cost'
import type { Clock } from '../../platform'

/**
 * Gives the view of a record. One that has ended stays the very object that it was, as long as its record does: what it
 * cost does not change, and a list that is followed need not compare it.
 */
export function createRunViews(clock: Clock): (record: RunRecord) => Run {
  const ended = new WeakMap<RunRecord, Run>()
  const look = ({ run, own }: RunRecord): Run => {
    const now = clock.now()
    const place = own.places[own.at]
    return { ...run, ...runCost(run, now, comingUsd(run, place ? mostUsdPerHour(place) : null, now)) }
  }
  return record => {
    if (!runIsOver(record.run)) return look(record)
    const view = ended.get(record) ?? look(record)
    ended.set(record, view)
    return view
  }
}
