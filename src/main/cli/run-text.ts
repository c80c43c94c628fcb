/** How runs of the cloud look to people. */
import type { Run, RunEstimate, RunState } from '@contract/cloud-runs'
import type { BudgetState, Spend } from '@contract/cloud-spend'
import { resultsAddress, resultsWords } from '@domain/cloud/results/results-words'
import { stateCostOf } from '@domain/cloud/run-state-costs'
import { isInBucket } from '@domain/cloud/runs/states'
import { dollars, usdText } from '@domain/cloud/usd-text'
import { makeBelieveNote } from './cloud-text'
import { durationText, fields, safeText, sizeText, table } from './text'

export const stateWords: Readonly<Record<RunState, string>> = {
  launching: 'EC2 is being asked',
  booting: 'the machine starts',
  uploading: 'inputs go up',
  running: 'the command runs',
  fetching: 'outputs come back',
  waiting: 'outputs wait on the machine, which is still paid for',
  ending: 'the machine is being ended',
  stuck: 'the machine could not be ended: it may still run, and cost, until its own end',
  done: 'outputs are here, the machine is gone',
  failed: 'it failed, the machine is gone',
  stopped: 'it was stopped, the machine is gone'
}

export function runsText(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No runs.\n'
  return table(runs, [
    { title: 'RUN', cell: one => one.id },
    { title: 'NAME', cell: one => one.asked.name },
    { title: 'STATE', cell: one => one.state },
    { title: 'SINCE', cell: one => one.since },
    { title: 'TYPE', cell: one => one.machine?.type ?? one.asked.types[0] ?? '' },
    { title: 'SPOT', cell: one => ((one.machine?.spot ?? one.asked.spot) ? 'yes' : 'no') },
    { title: 'UNTIL', cell: one => (isInBucket(one) ? '' : (one.deadline ?? '')) },
    { title: 'COST', right: true, cell: one => dollars(one.usd) },
    { title: 'AT MOST', right: true, cell: one => dollars(one.mostUsd) },
    { title: 'NOTE', cell: one => one.error?.message ?? '' }
  ])
}

export function runText(run: Run): string {
  const { machine, command, uploaded, fetched, results, error } = run
  const moved = ({ files, bytes, totalBytes, verified }: Run['uploaded']): string | null =>
    totalBytes === 0 ? null : `${files} files, ${sizeText(bytes)} of ${sizeText(totalBytes)}, ${verified} verified`
  return fields([
    ['run', run.id],
    ['name', run.asked.name],
    ['project', run.asked.project],
    ['session', run.asked.session],
    ['step', run.asked.step],
    [
      'state',
      `${run.state}: ${isInBucket(run) && run.state === 'waiting' ? 'outputs wait in the bucket' : stateWords[run.state]}`
    ],
    ['since', run.since],
    ['account', `${run.account} in ${run.region}`],
    ['machine', machine && `${machine.type} ${machine.instance}${machine.spot ? ', spot' : ''}`],
    ['address', machine?.address],
    ['site', run.site && `${run.site}${run.folder === null ? '' : `:${run.folder}`}`],
    ['ends at the latest', isInBucket(run) ? null : run.deadline],
    ['not confirmed', run.renewing && `an end at ${run.renewing}: the machine has this one or the other`],
    ['renewed', renewalText(run)],
    ['command', commandText(command)],
    ['uploaded', moved(uploaded)],
    ['fetched', moved(fetched)],
    ['spot price', run.asked.maxSpotUsdPerHour && `at most ${dollars(run.asked.maxSpotUsdPerHour)} an hour`],
    [
      'results',
      run.asked.results && `${resultsAddress(run)}: ${resultsWords(run, { size: sizeText, time: instant => instant })}`
    ],
    ['', results?.error?.message],
    ['an hour', machine && dollars(machine.usdPerHour)],
    ['cost until now', `${dollars(run.usd)} (estimate)`],
    ['at most', dollars(run.mostUsd)],
    ['this state costs', stateCostOf(run).costs],
    ['what to do', stateCostOf(run).advice],
    ['note', makeBelieveNote(run.profile)],
    ['note', error?.message],
    ['', error?.hint]
  ])
}

/** Null: its end stays. */
function renewalText({ renewUntil, asked }: Run): string | null {
  if (renewUntil !== null) return `by itself, until ${renewUntil} at most`
  if (asked.renewSeconds === null) return null
  return `by itself, until ${durationText(asked.renewSeconds)} after the launch at most`
}

function commandText({ startedAt, endedAt, exitCode, endedBy }: Run['command']): string | null {
  if (startedAt === null) return null
  if (endedAt === null) return `runs since ${startedAt}`
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000
  const by = endedBy === null || endedBy === 'itself' ? '' : `, ended by ${endedBy}`
  return `ended after ${durationText(seconds)} with exit code ${exitCode ?? 'unknown'}${by}`
}

type Choice = RunEstimate['choices'][number]

/** What stands before the question whether to launch. */
export function estimateText(estimate: RunEstimate): string {
  const { choices, image, region, account, profile, mostUsd, pricesDate, warnings } = estimate
  // On the spot market.
  const rises = choices.some(one => one.mostUsdPerHour !== one.usdPerHour)
  const rows = table(choices, [
    { title: 'TYPE', cell: one => one.type },
    { title: 'VCPUS', right: true, cell: one => (one.vcpus === null ? '' : String(one.vcpus)) },
    { title: 'GPUS', cell: one => one.gpus },
    { title: 'ZONES', cell: one => one.zones.join(' ') },
    { title: '$/H', right: true, cell: one => usdText(one.usdPerHour) },
    ...(rises ? [{ title: '$/H AT MOST', right: true, cell: (one: Choice) => usdText(one.mostUsdPerHour) }] : []),
    { title: 'AT MOST $', right: true, cell: one => usdText(one.mostUsd) }
  ])
  const prices = pricesDate === null ? '' : ` with the prices of ${pricesDate}`
  const notes = [makeBelieveNote(profile), ...warnings].map(one => (one === null ? '' : `${safeText(one)}\n`)).join('')
  return `${rows}In ${region} of account ${account}, image ${safeText(image.name)}. At most ${dollars(mostUsd)}${prices} (estimate).\n${notes}`
}

export function spendText({ rows, by, from, to, total, usdPerHour, makeBelieve, budgets }: Spend): string {
  const found =
    rows.length === 0
      ? ''
      : table(rows, [
          { title: by.toUpperCase(), cell: one => `${one.label}${one.makeBelieve ? ' (demo)' : ''}` },
          { title: 'RUNS', right: true, cell: one => String(one.runs) },
          { title: 'HOURS', right: true, cell: one => (one.machineSeconds / 3600).toFixed(2) },
          { title: 'COST', right: true, cell: one => dollars(one.usd) },
          { title: 'OF UNKNOWN PRICE', right: true, cell: one => (one.unknown === 0 ? '' : String(one.unknown)) }
        ])
  const rest = total.unknown === 0 ? '' : `; the cost of ${total.unknown} is unknown`
  const hour = usdPerHour === 0 ? '' : ` What runs now costs ${dollars(usdPerHour)} an hour.`
  const sum = `From ${from} to ${to} about ${dollars(total.usd)} (estimate)${rest}.${hour}\n`
  const played = makeBelieve === null ? '' : `Demo: ${dollars(makeBelieve.usd)} that nobody pays; in no sum above.\n`
  return `${found}${sum}${played}${budgets.length === 0 ? '' : `\n${budgetsText(budgets)}`}`
}

export function budgetsText(budgets: readonly BudgetState[]): string {
  if (budgets.length === 0) return 'No budgets.\n'
  const unheld = budgets.some(({ stop }) => stop)
    ? 'A budget cannot hold what has no known price: one that stops refuses it at the launch, unless that is allowed.\n'
    : ''
  const rows = table(budgets, [
    { title: 'BUDGET FOR', cell: one => `${one.project ?? '(all runs)'}${one.makeBelieve ? ' (demo)' : ''}` },
    { title: 'OF', right: true, cell: one => `${dollars(one.usd)}${one.per === 'month' ? ' a month' : ''}` },
    { title: 'SPENT', right: true, cell: one => dollars(one.spentUsd) },
    { title: 'UNTIL THE DEADLINES', right: true, cell: one => dollars(one.mostUsd) },
    { title: 'REACHED', right: true, cell: one => (one.reached === 0 ? '' : `${one.reached} %`) },
    { title: 'AT 100 %', cell: one => (one.stop ? 'stop' : 'tell') },
    { title: 'OF UNKNOWN PRICE', right: true, cell: one => (one.unknown === 0 ? '' : String(one.unknown)) }
  ])
  return `${rows}${unheld}`
}
