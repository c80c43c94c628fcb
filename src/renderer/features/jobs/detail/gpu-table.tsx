import type { NodeGpus } from '@contract/job-usage'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { formatBytes, formatPercent, formatTime, unknown } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import { FailureWords } from './answer-note'
import styles from './detail.module.css'

type Gpu = NodeGpus['gpus'][number]

const orUnknown = (value: number | null, words: (value: number) => string): string =>
  value === null ? unknown : words(value)

/** What `nvidia-smi` says of one GPU, as cells. */
export function gpuCells(gpu: Gpu): string[] {
  const { memoryUsedBytes: used, memoryTotalBytes: total } = gpu
  return [
    `${gpu.index} ${visibleName(gpu.name)}`,
    orUnknown(gpu.utilization, formatPercent),
    `${orUnknown(used, formatBytes)}${total === null ? '' : ` of ${formatBytes(total)}`}`,
    orUnknown(gpu.temperatureCelsius, value => `${Math.round(value)} °C`),
    orUnknown(gpu.powerWatts, value => `${Math.round(value)} W`)
  ]
}

interface Asked {
  readonly busy: boolean
  readonly nodes: readonly NodeGpus[]
  readonly asOf: string | null
  readonly failure: Failure | null
}

/** Asks the GPUs of a running job when it is pressed, and never by itself: it starts a process on its nodes. */
export function GpuTable({ site, id }: { site: string; id: string }): ReactNode {
  const [asked, setAsked] = useState<Asked>({ busy: false, nodes: [], asOf: null, failure: null })
  const control = useRef<AbortController | null>(null)
  useEffect(() => () => control.current?.abort(), [])
  const ask = async (): Promise<void> => {
    const asking = new AbortController()
    control.current = asking
    const { signal } = asking
    setAsked(before => ({ ...before, busy: true, failure: null }))
    try {
      const { nodes, asOf } = await client.jobs.gpus({ site, id }, { signal })
      if (!signal.aborted) setAsked({ busy: false, nodes, asOf, failure: null })
    } catch (thrown) {
      if (!signal.aborted) setAsked(before => ({ ...before, busy: false, failure: Failure.from(thrown) }))
    }
  }
  const { busy, nodes, asOf, failure } = asked
  return (
    <>
      <SectionHead
        line
        title='GPUs now'
        fact={asOf === null ? 'nvidia-smi on its nodes' : formatTime(Date.parse(asOf), undefined, true)}
        end={
          <Button size='small' onClick={() => void ask()} disabledReason={busy ? 'The nodes were asked' : undefined}>
            {busy ? 'Asking' : 'Ask the GPUs'}
          </Button>
        }
      />
      {failure && <FailureWords failure={failure} onAgain={() => void ask()} />}
      {nodes.map(node => (
        <NodeTable key={node.node} node={node} />
      ))}
    </>
  )
}

function NodeTable({ node }: { node: NodeGpus }): ReactNode {
  if (node.gpus.length === 0)
    return (
      <p className={styles.quiet}>
        <span className='mono'>{visibleName(node.node)}</span>: {visibleName(node.message) || 'no GPUs'}
      </p>
    )
  return (
    <div className={`${styles.part} ${styles.wide}`}>
      <table className={styles.table} aria-label={`GPUs of ${visibleName(node.node)}`}>
        <thead>
          <tr>
            {[visibleName(node.node), 'Busy', 'Memory', 'Heat', 'Power'].map(name => (
              <th key={name} scope='col'>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {node.gpus.map(gpu => (
            <tr key={gpu.index}>
              {gpuCells(gpu).map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
