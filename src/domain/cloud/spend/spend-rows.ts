/** What runs have cost in some days, grouped, and day by day. */
import type { Run } from '@contract/cloud-runs'
import type { Spend, SpendGroup, SpendQuestion, SpendRow } from '@contract/cloud-spend'
import { sumCost } from '../cost'
import { isMakeBelieve } from '../profiles'
import { askedDays, dayMs, daysOf, dayText, type Stretch } from './days'
import { type MachineUse, machineUses, sumUses, usdOf } from './machine-uses'

/** All of the answer but the budgets. */
export function spendOf(runs: readonly Run[], question: SpendQuestion, now: Date): Omit<Spend, 'budgets'> {
  const stretch = askedDays(question, now)
  const uses = machineUses(runs, stretch, () => now)
  const [paid, played] = apart(uses, ({ run }) => isMakeBelieve(run))
  const [paidRuns, playedRuns] = apart(runs, isMakeBelieve)
  return {
    at: now.toISOString(),
    ...{ from: dayText(stretch.start), to: dayText(stretch.end - dayMs), by: question.by },
    rows: spendRows(uses, question.by),
    days: perDay(uses, stretch),
    total: sumUses(paid),
    usdPerHour: usdPerHourOf(paidRuns),
    makeBelieve: played.length === 0 ? null : { ...sumUses(played), usdPerHour: usdPerHourOf(playedRuns) }
  }
}

/** Those for which it does not hold, and those for which it does. */
const apart = <Item>(items: readonly Item[], holds: (item: Item) => boolean): readonly [Item[], Item[]] => [
  items.filter(item => !holds(item)),
  items.filter(holds)
]

/** Of the machines that are there. */
const usdPerHourOf = (runs: readonly Run[]): number | null =>
  sumCost(runs.flatMap(({ machine }) => (machine && machine.endedAt === null ? [machine] : []))).usdPerHour

/** The dearest first, then what is unknown, then what is make-believe; days as they come. */
export function spendRows(uses: readonly MachineUse[], by: SpendGroup): SpendRow[] {
  const parts = by === 'day' ? uses.flatMap(dayParts) : uses
  const groups = new Map<string, MachineUse[]>()
  for (const use of parts) {
    const name = `${isMakeBelieve(use.run)} ${keyOf(use, by)}`
    const group = groups.get(name)
    if (group) group.push(use)
    else groups.set(name, [use])
  }
  const rows = [...groups.values()].flatMap(group => (group[0] ? [rowOf(group[0], group, by)] : []))
  const played = (row: SpendRow): number => Number(row.makeBelieve)
  return rows.sort((one, other) => {
    const byKey = one.key.localeCompare(other.key)
    if (by === 'day') return byKey || played(one) - played(other)
    return played(one) - played(other) || (other.usd ?? -1) - (one.usd ?? -1) || byKey
  })
}

function rowOf(first: MachineUse, group: readonly MachineUse[], by: SpendGroup): SpendRow {
  const key = keyOf(first, by)
  return {
    key,
    makeBelieve: isMakeBelieve(first.run),
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
  const [paid, played] = [new Map<string, MachineUse[]>(), new Map<string, MachineUse[]>()]
  for (const use of uses.flatMap(dayParts)) {
    const [day, known] = [dayText(use.start), isMakeBelieve(use.run) ? played : paid]
    const group = known.get(day)
    if (group) group.push(use)
    else known.set(day, [use])
  }
  return daysOf(stretch).map(time => {
    const day = dayText(time)
    const demo = sumUses(played.get(day) ?? [])
    return { day, ...sumUses(paid.get(day) ?? []), makeBelieveUsd: demo.usd, makeBelieveUnknown: demo.unknown }
  })
}
