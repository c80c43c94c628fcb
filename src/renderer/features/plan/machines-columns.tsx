/** Columns of the machines for one step. */
import type { MachineOption } from '@contract/plan-steps'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { unknown } from '../../ui/format'
import { Tag } from '../../ui/tag'
import { visibleName } from '../../ui/visible-name'
import styles from './plan.module.css'
import { citedWords, dollars, formatHours, hourlyPrice, type Sources } from './plan-words'
import { machineWords } from './steps-columns'

const quiet = <span className='faint'>{unknown}</span>

/** What to think of a machine, in a word or two. */
export function verdictWords(option: MachineOption): { readonly text: string; readonly good: boolean } {
  const { timeRank, costRank, bothRank, pareto, hours, usd } = option
  if (hours === null) return { text: 'not measured', good: false }
  if (usd === null) return { text: timeRank === 1 ? 'fastest, price unknown' : 'price unknown', good: false }
  const first = [timeRank === 1 && 'fastest', costRank === 1 && 'cheapest', bothRank === 1 && 'best']
  const words = first.filter(word => word !== false)
  if (words.length > 0) return { text: words.join(', '), good: true }
  return pareto ? { text: 'best at its price', good: true } : { text: 'beaten', good: false }
}

const whyGood = 'Best: first by time and cost together. Best at its price: none is both quicker and cheaper.'

/** Where its time comes from, in the window's words. */
export const basisWords: Readonly<Record<MachineOption['basis'], string>> = {
  measured: 'measured',
  scaled: 'scaled',
  estimated: 'estimated',
  own: 'your own run',
  unmeasured: 'not measured'
}

function NameCell({ option, chosen }: { option: MachineOption; chosen: boolean }): ReactNode {
  const { gpus, offered } = option
  return (
    <span className={styles.name} title={option.note}>
      <span className='cut'>
        {machineWords(option)}{' '}
        <span className='faint'>{gpus === null ? '' : `${gpus.count} × ${visibleName(gpus.model)}`}</span>
      </span>{' '}
      {!offered && <Tag title='EC2 no longer has this type'>gone</Tag>} {chosen && <Tag>chosen</Tag>}
    </span>
  )
}

const price = (
  id: string,
  head: string,
  name: string,
  width: number,
  drop: number,
  of: (option: MachineOption) => number | null
): Column<MachineOption> => ({
  ...{ id, head, name, width, drop, numeric: true, value: option => of(option) ?? undefined },
  cell: option => (of(option) === null ? quiet : hourlyPrice(of(option)))
})

/** The columns. `chosen`: id of the machine that the plan has for this step; `onStorage`: the benchmark names its storage. */
export function machineColumns(
  sources: Sources,
  chosen: string | undefined,
  onStorage: boolean
): readonly Column<MachineOption>[] {
  const columns: readonly Column<MachineOption>[] = [
    {
      ...{ id: 'machine', head: 'Machine', minWidth: 236, value: ({ machine }) => machine },
      cell: option => <NameCell option={option} chosen={option.id === chosen} />
    },
    {
      ...{ id: 'storage', head: 'Disk', width: 112, className: 'dim', value: ({ storage }) => storage },
      cell: ({ storage }) => (storage === '' ? <span className='faint'>—</span> : visibleName(storage))
    },
    {
      ...{ id: 'hours', head: 'Time', width: 96, numeric: true, value: ({ hours }) => hours ?? undefined },
      cell: ({ hours }) => (hours === null ? quiet : formatHours(hours))
    },
    {
      ...{ id: 'usd', head: 'Cost', width: 84, numeric: true, value: ({ usd }) => usd ?? undefined },
      cell: ({ usd }) => (usd === null ? quiet : dollars(usd))
    },
    price('price', '$/h', 'Price of an hour of one', 76, 3, ({ usdPerHour }) => usdPerHour),
    price('spot', 'Spot $/h', 'Price of an hour of one as spot', 84, 5, ({ spot }) => spot?.usdPerHour ?? null),
    price(
      'reserved',
      'Reserved $/h',
      'Price of an hour of one, reserved',
      100,
      1,
      option => option.reserved?.usdPerHour ?? null
    ),
    {
      ...{
        id: 'basis',
        head: 'Time is',
        width: 96,
        drop: 2,
        className: 'dim',
        value: ({ basis }) => basisWords[basis]
      },
      cell: ({ basis, cited }) => (
        <span title={cited.map(one => citedWords(one, sources)).join('; ')}>{basisWords[basis]}</span>
      )
    },
    {
      ...{ id: 'verdict', head: 'Verdict', width: 150, value: ({ bothRank }) => bothRank ?? undefined },
      cell: option => {
        const { text, good } = verdictWords(option)
        return good ? <b title={whyGood}>{text}</b> : <span className='faint'>{text}</span>
      }
    }
  ]
  return onStorage ? columns : columns.filter(({ id }) => id !== 'storage')
}
