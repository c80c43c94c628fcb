/** What runs have cost in some days, grouped, and day by day. */
import type { Run } from '@contract/cloud-runs'
import type { Spend, SpendGroup, SpendQuestion, SpendRow } from '@contract/cloud-spend'
import { sumCost } from '../cost'
import { askedDays, dayMs, daysOf, dayText, type Stretch } from './days'
import { type MachineUse, machineUses, sumUses, usdOf } from './machine-uses'

/** All of the answer but the budgets. */
export function spendOf(runs: readonly Run[], question: SpendQuestion, now: Date): Omit<Spend, 'budgets'> {
  const stretch = askedDays(question, now)
  const uses = machineUses(runs, stretch, () => now)
  return {
    at: now.toISOString(),
    ...{ from: dayText(stretch.start), to: dayText(stretch.end - dayMs), by: question.by },
    rows: spendRows(uses, question.by),
    days: perDay(uses, stretch),
    total: sumUses(uses),
    usdPerHour: sumCost(runs.flatMap(({ machine }) => (machine && machine.endedAt === null ? [machine] : [])))
      .usdPerHour
  }
}

/** The dearest first, then what is unknown; days as they come. */
export function spendRows(uses: readonly MachineUse[], by: SpendGroup): SpendRow[] {
  const parts = by === 'day' ? uses.flatMap(dayParts) : uses
  const groups = new Map<string, MachineUse[]>()
  for (const use of parts) {
    const key = keyOf(use, by)
    const group = groups.get(key)
    if (group) group.push(use)
    else groups.set(key, [use])
  }
  const rows = [...groups].map(([key, group]) => rowOf(key, group, by))
  if (by === 'day') return rows.sort((one, other) => one.key.localeCompare(other.key))
  return rows.sort((one, other) => (other.usd ?? -1) - (one.usd ?? -1) || one.key.localeCompare(other.key))
}

function rowOf(key: string, group: readonly MachineUse[], by: SpendGroup): SpendRow {
  return {
    key,
    label: labelOf(key, group, by),
    runs: new Set(group.map(({ run }) => run.id)).size,
    machineSeconds: group.reduce((all, { start, end }) => all + (end - start) / 1000, 0),
    ...sumUses(group)
  }
}

function keyOf({ run, machine, start }: MachineUse, by: SpendGroup): string {
  switch (by) {
    case 'run':
      return run.id
    case 'session':
      return run.asked.session ?? ''
    case 'project':
      return run.asked.project ?? ''
    case 'type':
      return machine.type
    case 'day':
      return dayText(start)
  }
}

function labelOf(key: string, group: readonly MachineUse[], by: SpendGroup): string {
  if (by === 'run') return group[0]?.run.asked.name ?? key
  return key === '' ? `without a ${by}` : key
}

/** One part for each day of UTC that it touches. */
function dayParts(use: MachineUse): MachineUse[] {
  const first = use.start - (use.start % dayMs)
  return daysOf({ start: first, end: use.end }).map(day => {
    const [start, end] = [Math.max(day, use.start), Math.min(day + dayMs, use.end)]
    return { ...use, start, end, usd: usdOf(use.machine, start, end) }
  })
}

function perDay(uses: readonly MachineUse[], stretch: Stretch): Spend['days'] {
  const known = new Map<string, number>()
  for (const { start, usd } of uses.flatMap(dayParts)) {
    const day = dayText(start)
    known.set(day, (known.get(day) ?? 0) + (usd ?? 0))
  }
  return daysOf(stretch).map(day => ({ day: dayText(day), usd: known.get(dayText(day)) ?? 0 }))
}
