/** The budgets as bars, with the marks at which something is told. */
import type { BudgetState } from '@contract/cloud-spend'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { classNames } from '../../../ui/class-names'
import { formatPercent } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { StateMark } from '../../../ui/state-mark'
import { MakeBelieveTag } from '../make-believe'
import styles from './spend.module.css'
import { budgetMark, budgetName } from './spend-words'

const marks = [50, 80, 100] as const

const width = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`

/** What is spent, then what it may come to; the marks stand as lines over it. */
function BudgetBar({ budget }: { budget: BudgetState }): ReactNode {
  const { usd, spentUsd, mostUsd, reached, makeBelieve } = budget
  // Wider than the budget, where it would be broken: the mark of 100 % stays in sight.
  const whole = Math.max(usd, mostUsd, spentUsd)
  const tone = reached === 100 ? styles.bad : reached === 80 ? styles.warn : undefined
  return (
    <span
      role='progressbar'
      aria-label={`Used of the ${makeBelieve ? 'make-believe ' : ''}budget of ${budgetName(budget)}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.round((spentUsd / usd) * 100))}
      className={styles.bar}
    >
      <i className={styles.most} style={{ width: width(mostUsd / whole) }} />
      <i className={classNames(styles.spent, tone)} style={{ width: width(spentUsd / whole) }} />
      {marks.map(mark => (
        <i key={mark} className={styles.mark} style={{ left: width((usd * mark) / 100 / whole) }} title={`${mark} %`} />
      ))}
    </span>
  )
}

function budgetWords({ usd, per, spentUsd, mostUsd, unknown, stop }: BudgetState): string {
  const of = `${dollars(spentUsd)} of ${dollars(usd)}${per === 'month' ? ' a month' : ''}`
  const share = formatPercent(spentUsd / usd)
  const to = mostUsd > spentUsd ? `, to ${dollars(mostUsd)} with what runs` : ''
  const rest = unknown > 0 ? `, ${unknown} of unknown price not in it` : ''
  return `${of} (${share})${to}${rest}. At 100 %: ${stop ? 'launches are refused and runs are stopped; an unknown price is refused at once' : 'only told'}.`
}

export function Budgets({ budgets, onEdit }: { budgets: readonly BudgetState[]; onEdit: () => void }): ReactNode {
  return (
    <section aria-label='Budgets'>
      <SectionHead
        title='Budgets'
        fact='told at 50, 80 and 100 %'
        end={
          <Button size='small' onClick={onEdit}>
            Change the budgets…
          </Button>
        }
      />
      {budgets.length === 0 && (
        <p className={styles.none}>No budget is set. With one you are told in time, and launches can be refused.</p>
      )}
      <ul className={styles.budgets}>
        {budgets.map(budget => {
          const { state, word } = budgetMark(budget)
          return (
            <li key={`${budget.makeBelieve} ${budget.project ?? ''}`}>
              <span className={styles.budgetName}>
                <StateMark state={state} label={word} />
                <b className='cut' title={budgetName(budget)}>
                  {budgetName(budget)}
                </b>
                {budget.makeBelieve && <MakeBelieveTag />}
              </span>
              <BudgetBar budget={budget} />
              <span className='dim sm'>{budgetWords(budget)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
