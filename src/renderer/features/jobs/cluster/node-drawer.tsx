import type { ClusterNode } from '@contract/jobs-cluster'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { formatBytes, unknown } from '../../../ui/format'
import { type Fact, Facts } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { type State, StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'
import { cpuShare, gpuWords, powerWords, usedOf, useWords } from './node-use'

const marks: Readonly<Record<ClusterNode['use'], State>> = {
  ...{ idle: 'waiting', mixed: 'running', allocated: 'running', draining: 'warning', down: 'failed' },
  ...{ asleep: 'out-of-date', waking: 'starting', kept: 'paused', unknown: 'out-of-date' }
}

/** Load far above the CPUs that jobs have: something computes that the scheduler does not know of. */
const busyLoad = 1.25

function loadWords({ load, cpus }: ClusterNode): ReactNode {
  if (load === null) return unknown
  const more = cpus.used !== null && load > cpus.used * busyLoad + 2
  return (
    <>
      {load.toFixed(2)}
      {more && <span className='warn'> more is computed than jobs were given CPUs for</span>}
    </>
  )
}

/** A value, and below it what it means. */
function twoLines(value: ReactNode, below: ReactNode): ReactNode {
  return (
    <>
      {value}
      <span className={styles.below}>{below}</span>
    </>
  )
}

const names = (list: readonly string[]): ReactNode =>
  list.length === 0 ? (
    <span className='faint'>none</span>
  ) : (
    <span className={styles.tags}>
      {list.map(name => (
        <Tag key={name}>{visibleName(name)}</Tag>
      ))}
    </span>
  )

/** SLURM's word in plain ones, and what the use means where that says more. */
function stateValue({ stateText, use }: ClusterNode): ReactNode {
  const { means } = useWords[use]
  return means.toLowerCase().includes(stateText.toLowerCase()) ? means : twoLines(stateText, means)
}

/** Facts of a node; what an administrator wrote stands as text. */
export function nodeFacts(node: ClusterNode, now = Date.now()): readonly Fact[] {
  const { memory, gpus, reason } = node
  const power = powerWords(node, now)
  const given = `${formatBytes(memory.used ?? undefined)} of ${formatBytes(memory.total)} given to jobs`
  return [
    { name: 'State', value: stateValue(node) },
    ...(power === useWords[node.use].word ? [] : [{ name: 'Power', value: power }]),
    { name: 'SLURM says', value: <span className='mono'>{visibleName(node.state)}</span> },
    ...(reason === null ? [] : [{ name: 'Reason', value: visibleName(reason) }]),
    { name: 'CPUs', value: usedOf(node.cpus, 'CPU') },
    { name: 'GPUs', value: gpus.length === 0 ? 'none' : gpuWords(node).map(words => <div key={words}>{words}</div>) },
    {
      name: 'Memory',
      value: memory.free === null ? given : twoLines(given, `${formatBytes(memory.free)} touched by nothing`)
    },
    { name: 'Load', value: loadWords(node) },
    { name: 'Partitions', value: names(node.partitions) },
    { name: 'Features', value: names(node.features) }
  ]
}

/** One node beside the map. */
export function NodeDrawer(props: {
  node: ClusterNode
  /** Shows the jobs of the node in the queue; without it there is no such button. */
  onShowJobs?: ((node: string) => void) | undefined
  onClose: () => void
}): ReactNode {
  const { node, onShowJobs, onClose } = props
  const name = visibleName(node.name)
  const share = cpuShare(node)
  return (
    <Drawer
      label={`Node ${name}`}
      width={340}
      title={
        <>
          <StateMark state={marks[node.use]} label={useWords[node.use].word} />
          <span className='cut'>{name}</span>
        </>
      }
      onClose={onClose}
    >
      <div className={styles.facts}>
        {share !== null && <Progress label='CPUs used' parts={share} thick className={styles.share} />}
        <Facts facts={nodeFacts(node)} nameWidth={84} />
        {onShowJobs && (
          <div className={styles.acts}>
            <Button icon='jobs' onClick={() => onShowJobs(node.name)}>
              Show its jobs
            </Button>
          </div>
        )}
      </div>
    </Drawer>
  )
}
