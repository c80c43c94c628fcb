import type { Cluster, NodeUse } from '@contract/jobs-cluster'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useElementWidth } from '../../../ui/data-table/use-element-width'
import { formatCount } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { Segments } from '../../../ui/segments'
import styles from './cluster.module.css'
import { clusterLook } from './cluster-look'
import { drawCell, penFor } from './heat-cell'
import { HeatGroup } from './heat-group'
import { heatPlan } from './heat-plan'
import { type NodeGrouping, nodeGroups } from './node-groups'
import { useCounts, useWords } from './node-use'
import { useCellColors } from './use-cell-colors'

/** CSS pixels that the cells of a usual cluster may take; a larger one scrolls. */
const usualHeight = 300
/** Side of the squares in the legend. */
const legendSize = 12

const groupings = [
  { value: 'partition', label: 'By partition' },
  { value: 'gpu', label: 'By GPU' }
] as const satisfies readonly { value: NodeGrouping; label: string }[]

/** One cell a node, in groups, with the legend that also picks out one use. */
export function HeatMap(props: {
  cluster: Pick<Cluster, 'partitions' | 'nodes'>
  /** Name of the node whose facts are open. */
  chosen: string | undefined
  onChoose: (name: string) => void
}): ReactNode {
  const { cluster, chosen, onChoose } = props
  const by = useStore(clusterLook, ({ grouping }) => grouping)
  const [only, setOnly] = useState<NodeUse>()
  const box = useRef<HTMLDivElement>(null)
  const width = Math.max(0, (useElementWidth(box) ?? 0) - 32)
  const colors = useCellColors()
  const groups = useMemo(() => nodeGroups(cluster, by), [cluster, by])
  const plan = useMemo(() => {
    const cells = groups.reduce((sum, { nodes }) => sum + nodes.length, 0)
    const longest = cluster.nodes.reduce((most, { name }) => Math.max(most, name.length), 0)
    return heatPlan(cells, width, usualHeight, longest)
  }, [groups, cluster.nodes, width])
  const uses = useCounts(cluster.nodes)
  // A use that no node is in any more cannot be picked out.
  const picked = uses.some(({ use }) => use === only) ? only : undefined
  return (
    <section className={styles.map} aria-label='Nodes'>
      <SectionHead
        title='Nodes'
        fact={`filled as far as their ${by === 'gpu' ? 'GPUs' : 'CPUs'} are used`}
        end={
          <Segments
            label='Put nodes together'
            value={by}
            onChange={grouping => clusterLook.setState({ grouping })}
            options={groupings}
          />
        }
      />
      <div className={styles.legend}>
        {uses.map(({ use, count }) => (
          <button
            key={use}
            type='button'
            className={styles.use}
            aria-pressed={picked === use}
            title={useWords[use].means}
            onClick={() => setOnly(picked === use ? undefined : use)}
          >
            <LegendCell use={use} colors={colors} />
            {useWords[use].word} <b>{formatCount(count)}</b>
          </button>
        ))}
      </div>
      <div ref={box} className={styles.groups}>
        {width > 0 &&
          groups.map(group => (
            <HeatGroup
              key={group.key}
              {...{ group, plan, width, colors, chosen, onChoose }}
              measure={by === 'gpu' ? 'gpu' : 'cpu'}
              only={picked}
            />
          ))}
      </div>
    </section>
  )
}

function LegendCell({ use, colors }: { use: NodeUse; colors: ReturnType<typeof useCellColors> }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const pen = canvas.current && colors ? penFor(canvas.current, legendSize, legendSize) : null
    if (pen && colors) drawCell(pen, 0, 0, legendSize, { use, share: 0.5 }, colors)
  }, [use, colors])
  return <canvas ref={canvas} className={styles.canvas} style={{ width: legendSize, height: legendSize }} />
}
