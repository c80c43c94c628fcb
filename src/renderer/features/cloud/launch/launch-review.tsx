/** What a launch would be, before anything is asked for. */
import type { AskedRun, RunEstimate } from '@contract/cloud-runs'
import { isMakeBelieve, makeBelieveWords } from '@domain/cloud/profiles'
import { bucketAddress } from '@domain/cloud/results/results-folder'
import { dearest, mostSeconds } from '@domain/cloud/runs/run-cost'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { countOf, formatDuration, unknown } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { type Fact, Facts } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import { money } from '../cells'
import styles from './launch.module.css'

type Choice = RunEstimate['choices'][number]

const columns: readonly Column<Choice>[] = [
  { ...{ id: 'type', head: 'Tried in this order', width: 150 }, cell: ({ type }) => visibleName(type) },
  {
    ...{ id: 'gpus', head: 'GPUs', width: 160, className: 'dim' },
    cell: ({ gpus }) => (gpus === '' ? <span className='faint'>none</span> : visibleName(gpus))
  },
  {
    ...{ id: 'zones', head: 'Zones', minWidth: 150, className: 'dim' },
    cell: ({ zones }) => {
      const words = zones.length === 0 ? 'none has it' : zones.map(visibleName).join(', ')
      return <span title={words}>{words}</span>
    }
  },
  { ...{ id: 'hour', head: '$/h', width: 84, numeric: true }, cell: ({ usdPerHour }) => money(usdPerHour) }
]
const mostColumn: Column<Choice> = {
  ...{ id: 'most', head: 'At most', width: 90, numeric: true },
  cell: ({ mostUsd }) => money(mostUsd)
}
const onDemandColumns: readonly Column<Choice>[] = [...columns, mostColumn]
/** Its price may rise while it is there. */
const spotColumns: readonly Column<Choice>[] = [
  ...columns,
  {
    ...{ id: 'most-hour', head: '$/h at most', width: 96, numeric: true },
    cell: ({ mostUsdPerHour }) => money(mostUsdPerHour)
  },
  mostColumn
]

function boughtWords({ spot, maxSpotUsdPerHour }: AskedRun): string {
  if (!spot) return 'on demand'
  const most = maxSpotUsdPerHour === null ? 'the on-demand price' : `${dollars(maxSpotUsdPerHour)} an hour`
  return `as spot, at ${most} at most`
}

const waitingWords = ({ to, end }: NonNullable<AskedRun['results']>): string =>
  `wait in ${visibleName(bucketAddress(to.path))} if nobody fetches them; then the machine ${end ? 'ends' : 'stays until its time is over'}`

function factsOf(asked: AskedRun, estimate: RunEstimate): readonly Fact[] {
  const { account, owner, region, profile, image, pricesDate } = estimate
  return [
    {
      name: 'Account',
      value: `${visibleName(account)} in ${visibleName(region)}${profile === null ? '' : `, profile ${visibleName(profile)}`}, as ${visibleName(owner)}`
    },
    {
      name: 'Ends itself',
      value: `${formatDuration(asked.maxSeconds)} after it was launched${
        asked.renewSeconds === null ? '' : `, renewed up to ${formatDuration(asked.renewSeconds)}`
      }`
    },
    { name: 'Bought', value: boughtWords(asked) },
    ...(asked.maxUsd === null
      ? []
      : [{ name: 'Refused', value: `where it could cost more than ${dollars(asked.maxUsd)}` }]),
    { name: 'Image', value: `${visibleName(image.name)} (${visibleName(image.id)})` },
    { name: 'Disk', value: `${asked.diskGb} GiB` },
    {
      name: 'Up, back',
      value: `${countOf(asked.inputs.length, 'place')} up, ${countOf(asked.outputs.length, 'place')} back`
    },
    ...(asked.results === null ? [] : [{ name: 'Results', value: waitingWords(asked.results) }]),
    { name: 'Prices', value: pricesDate === null ? unknown : `of ${pricesDate}, estimate` }
  ]
}

/** `Launch, at most $12.40`; what is unknown is said. */
export const launchLabel = ({ mostUsd }: Pick<RunEstimate, 'mostUsd'>): string =>
  mostUsd === null ? 'Launch, cost unknown' : `Launch, at most ${dollars(mostUsd)}`

/** What stands beside the most that it can cost. */
export function mostWords(
  asked: Pick<AskedRun, 'spot' | 'maxSeconds' | 'renewSeconds'>,
  { mostUsd, choices }: Pick<RunEstimate, 'mostUsd' | 'choices'>
): string {
  const perHour = asked.spot ? dearest(choices.map(({ usdPerHour }) => usdPerHour)) : null
  const now = perHour === null ? null : (perHour * mostSeconds(asked)) / 3600
  // A zone that asks more than the limit gives no machine at that price.
  const above = now !== null && mostUsd !== null && now > mostUsd
  const today = now === null || above ? '' : `; ${dollars(now)} if the spot price stays as it is now`
  if (mostUsd === null) return `the most that it can cost: a price is missing${today}`
  return asked.spot
    ? `at most, were the spot price at its limit all the time${today} (estimate)`
    : 'at most, with the dearest of the machines (estimate)'
}

/** Of a tight table, in CSS pixels. */
const [headPx, rowPx] = [28, 26]

export function LaunchReview({ asked, estimate }: { asked: AskedRun; estimate: RunEstimate }): ReactNode {
  const { choices, mostUsd, warnings } = estimate
  return (
    <div className={styles.form}>
      <p className={styles.most}>
        <b className='big'>{dollars(mostUsd)}</b>
        <span className='dim'>{mostWords(asked, estimate)}</span>
      </p>
      {isMakeBelieve(estimate) && (
        <Note tone='ok' what={makeBelieveWords.what}>
          {makeBelieveWords.why}
        </Note>
      )}
      {warnings.map(warning => (
        <Note key={warning} tone='warning' what={visibleName(warning)} />
      ))}
      {asked.outputs.length === 0 && (
        <Note tone='warning' what='Nothing is brought back.'>
          What the command writes goes with the machine
          {asked.results === null ? '.' : '; only its log can wait in the bucket.'}
        </Note>
      )}
      <div className={styles.choices} style={{ height: headPx + rowPx * choices.length }}>
        <DataTable
          label='Machines that are tried'
          rows={choices}
          rowKey={({ type }) => type}
          columns={asked.spot ? spotColumns : onDemandColumns}
          density='tight'
          select='none'
        />
      </div>
      <Facts facts={factsOf(asked, estimate)} />
    </div>
  )
}
