/** Chooses types of machines, in the order in which they are tried. */
import type { CloudTarget } from '@contract/cloud'
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { IconButton } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { EmptyState } from '../../../ui/empty-state'
import { formatBytes, formatCount } from '../../../ui/format'
import { Segments } from '../../../ui/segments'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { money } from '../cells'
import styles from './launch.module.css'
import { movedType, type OfferedType, offeredTypes, offerWords, pricesAtOnce, withType } from './machine-choice'

const columns: readonly Column<OfferedType>[] = [
  { ...{ id: 'type', head: 'Type', minWidth: 130, value: row => row.type }, cell: row => visibleName(row.type) },
  {
    ...{ id: 'gpus', head: 'GPUs', width: 190, className: 'dim', value: row => row.gpuCount },
    cell: row => (row.gpus === '' ? <span className='faint'>none</span> : visibleName(row.gpus))
  },
  {
    ...{ id: 'vcpus', head: 'vCPUs', width: 64, numeric: true, value: row => row.vcpus },
    cell: row => formatCount(row.vcpus)
  },
  {
    ...{ id: 'memory', head: 'Memory', width: 84, numeric: true, value: row => row.memoryMib },
    cell: row => formatBytes(row.memoryMib * 2 ** 20)
  },
  {
    ...{ id: 'price', head: '$/h', name: 'Dollars an hour on demand', width: 76, numeric: true },
    value: row => row.onDemand ?? undefined,
    cell: row => money(row.onDemand)
  },
  {
    ...{ id: 'spot', head: 'Spot $/h', name: 'Dollars an hour as spot', width: 80, numeric: true },
    value: row => row.spot ?? undefined,
    cell: row => money(row.spot)
  }
]
const rowKey = ({ type }: OfferedType): string => type

type Kind = 'gpu' | 'all'

/** What AWS offers there, narrowed; prices of the first fifty. */
function useOffer(target: CloudTarget, typed: string, kind: Kind) {
  const gpus = kind === 'gpu' ? 1 : 0
  const types = useAsked(`${kind} ${JSON.stringify(target)}`, signal =>
    client.cloud.types({ ...target, gpus }, { signal })
  )
  const sought = useMemo(
    () => (types.answer ?? []).filter(({ type }) => type.includes(typed.trim().toLowerCase())),
    [types.answer, typed]
  )
  const names = useMemo(() => offeredTypes(sought, []).slice(0, pricesAtOnce).map(rowKey), [sought])
  const prices = useAsked(names.length === 0 ? null : JSON.stringify([target, names]), signal =>
    client.cloud.prices({ ...target, types: [...names] }, { signal })
  )
  const rows = useMemo(() => offeredTypes(sought, prices.answer ?? []), [sought, prices.answer])
  return { rows, failure: types.failure, pricesFailure: prices.failure, asked: types.answer !== null }
}

export function MachinePicker(props: {
  target: CloudTarget
  types: readonly string[]
  error: string | undefined
  onTypes: (types: readonly string[]) => void
}): ReactNode {
  const { target, types, error, onTypes } = props
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<Kind>('gpu')
  const { rows, failure, pricesFailure, asked } = useOffer(target, typed, kind)
  const add = (type: string): void => {
    onTypes(withType(types, type.trim().toLowerCase()))
    setTyped('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || typed.trim() === '') return
    // The dialog is a form: it would be sent.
    event.preventDefault()
    const [only] = rows
    add(rows.length === 1 && only ? only.type : typed)
  }
  return (
    <div className={styles.picker}>
      <Chosen {...{ types, onTypes }} />
      <div className={styles.row}>
        <TextField
          label='Type of machine'
          className={styles.grow}
          icon='search'
          placeholder='such as g5.2xlarge'
          mono
          value={typed}
          onChange={setTyped}
          onKeyDown={onKeyDown}
          error={error}
          unit='Enter adds it'
        />
        <Segments
          label='Which types'
          value={kind}
          onChange={setKind}
          options={[
            { value: 'gpu', label: 'With GPUs' },
            { value: 'all', label: 'All' }
          ]}
        />
      </div>
      <div className={styles.offer}>
        <DataTable
          label='Types of machines'
          rows={rows}
          rowKey={rowKey}
          columns={columns}
          density='tight'
          select='one'
          onOpen={({ type }) => add(type)}
          menu={chosen => chosen.map(({ type }) => ({ kind: 'act', label: `Add ${type}`, onSelect: () => add(type) }))}
          empty={
            <EmptyState>
              {failure
                ? `The types are unknown: ${visibleName(failure.message)} Type one by its name.`
                : asked
                  ? 'No type is called so. Enter adds it as it is typed.'
                  : 'Asking AWS which types there are.'}
            </EmptyState>
          }
          foot={<span>{offerWords(rows.length, pricesFailure)}</span>}
        />
      </div>
    </div>
  )
}

function Chosen({
  types,
  onTypes
}: {
  types: readonly string[]
  onTypes: (types: readonly string[]) => void
}): ReactNode {
  if (types.length === 0)
    return <p className='faint sm'>None chosen yet. Where the first is not to be had, the next is tried.</p>
  return (
    <ol className={styles.chosen} aria-label='Machines in the order in which they are tried'>
      {types.map((type, at) => (
        <li key={type}>
          <span className='faint'>{at + 1}</span>
          <span className='grow mono'>{visibleName(type)}</span>
          <IconButton
            icon='chevron-up'
            label={`Try ${type} earlier`}
            disabledReason={at === 0 ? 'It is tried first' : undefined}
            onClick={() => onTypes(movedType(types, at, -1))}
          />
          <IconButton
            icon='chevron-down'
            label={`Try ${type} later`}
            disabledReason={at === types.length - 1 ? 'It is tried last' : undefined}
            onClick={() => onTypes(movedType(types, at, 1))}
          />
          <IconButton
            icon='trash'
            label={`Take ${type} away`}
            onClick={() => onTypes(types.filter(one => one !== type))}
          />
        </li>
      ))}
    </ol>
  )
}
