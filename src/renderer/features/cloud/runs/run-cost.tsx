/** What a run costs: until now, at most, and by its rules. All estimates. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import { isMakeBelieve, makeBelieveWords } from '@domain/cloud/profiles'
import { runIsOver, secondsToDeadline } from '@domain/cloud/run-look'
import { stateCostOf } from '@domain/cloud/run-state-costs'
import { billedSeconds, machinesOf } from '@domain/cloud/spend/machine-time'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { formatDuration, unknown } from '../../../ui/format'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { visibleName } from '../../../ui/visible-name'
import { leftWords, stateWords } from './run-words'
import styles from './runs.module.css'
import { useRunNow } from './use-run-now'

const priceFact = (machine: RunMachine, now: number): Fact => ({
  name: visibleName(machine.type),
  value: `${formatDuration(billedSeconds(machine, new Date(now)))} at ${
    machine.usdPerHour === null ? `a price that is ${unknown}` : `${dollars(machine.usdPerHour)} an hour`
  }`
})

export function CostSection({ run, visible }: { run: Run; visible: boolean }): ReactNode {
  const now = useRunNow(visible && !runIsOver(run))
  const { state, usd, mostUsd, asked } = run
  const machines = machinesOf(run)
  const over = runIsOver(run)
  const left = secondsToDeadline(run, now)
  const facts: readonly Fact[] = [
    { name: over ? 'It cost' : 'Until now', value: <b>{dollars(usd)}</b> },
    ...(over
      ? []
      : [
          { name: 'At most', value: `${dollars(mostUsd)}${left === null ? '' : `, ${leftWords(left)}`}` },
          { name: 'Allowed', value: asked.maxUsd === null ? 'no limit was given' : dollars(asked.maxUsd) }
        ]),
    {
      name: 'Asked for',
      value: `${formatDuration(asked.maxSeconds)} at most${
        asked.renewSeconds === null ? '' : `, renewed up to ${formatDuration(asked.renewSeconds)}`
      }`
    },
    ...(asked.maxSpotUsdPerHour === null
      ? []
      : [{ name: 'Spot price', value: `${dollars(asked.maxSpotUsdPerHour)} an hour at most` }])
  ]
  return (
    <>
      <div className={styles.lead}>
        <Facts facts={facts} />
        {usd !== null && mostUsd !== null && mostUsd > usd && !over && (
          <Progress label='Cost until now of the most that it can be' parts={usd / mostUsd} thick />
        )}
      </div>
      <SectionHead title='What this state costs' fact={stateWords(state)} />
      <div className={styles.part}>
        <p>{stateCostOf(run).costs}</p>
        <p className='dim'>{stateCostOf(run).advice}</p>
      </div>
      <SectionHead title='Made of' fact='machine, disk and address together' />
      <div className={styles.part}>
        <Facts facts={machines.map(one => priceFact(one, now))} />
        {machines.length === 0 && <p className='dim'>Nothing: it has had no machine.</p>}
      </div>
      <p className={styles.quiet}>
        {isMakeBelieve(run) ? (
          <>
            <b>{makeBelieveWords.what}</b> {makeBelieveWords.why}
          </>
        ) : (
          'Estimates of Farscope, billed by the second. Data that leaves AWS and what the command itself orders there are not in them; the bill of AWS is what counts.'
        )}
      </p>
    </>
  )
}
