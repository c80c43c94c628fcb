import type { ClusterNode } from '@contract/jobs-cluster'
import { type ReactNode, type RefObject, useLayoutEffect, useState } from 'react'
import { formatBytes } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'
import type { HeatPlan } from './heat-plan'
import { gpuWords, powerWords, usedOf } from './node-use'

/** CSS pixels: as wide as it gets, about as high as it gets, and away from its cell. */
const tip = { width: 300, height: 130, gap: 6 } as const

/** Beside the cell and inside the window. */
function placeOf(list: HTMLElement, cell: { x: number; y: number }, plan: HeatPlan): { left: number; top: number } {
  const box = list.getBoundingClientRect()
  const below = box.top + cell.y + plan.size + tip.gap
  return {
    left: Math.max(8, Math.min(box.left + cell.x, window.innerWidth - tip.width - 8)),
    top: below + tip.height > window.innerHeight ? box.top + cell.y - tip.gap - tip.height : below
  }
}

/** What the cell under the pointer or the keyboard stands for. The list says the same aloud. */
export function NodeTip(props: {
  node: ClusterNode
  cell: { x: number; y: number }
  plan: HeatPlan
  list: RefObject<HTMLElement | null>
}): ReactNode {
  const { node, cell, plan, list } = props
  const [place, setPlace] = useState<{ left: number; top: number }>()
  const { x, y } = cell
  useLayoutEffect(() => {
    if (list.current) setPlace(placeOf(list.current, { x, y }, plan))
  }, [list, x, y, plan])
  if (place === undefined) return null
  return (
    <div className={styles.tip} style={{ ...place, maxWidth: tip.width }} aria-hidden='true'>
      <b>{visibleName(node.name)}</b> {powerWords(node, Date.now())}
      {[usedOf(node.cpus, 'CPU'), ...gpuWords(node), memoryWords(node)].map(line => (
        <div key={line} className='dim'>
          {line}
        </div>
      ))}
      {node.reason !== null && <div className='warn'>{visibleName(node.reason)}</div>}
    </div>
  )
}

function memoryWords({ memory }: ClusterNode): string {
  return `${formatBytes(memory.used ?? undefined)} of ${formatBytes(memory.total)} memory given`
}
