/** One run beside the list: what can be done, and one section at a time. */
import type { Run } from '@contract/cloud-runs'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { useDrawerWidth } from '../../../ui/drawer-width'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { Tabs } from '../../../ui/tabs'
import { type RunAct, runActChoice, runActWords } from './run-acts'
import { CostSection } from './run-cost'
import { FilesSection } from './run-files'
import { RunLog } from './run-log'
import { MachineSection } from './run-machine'
import { OverviewSection } from './run-overview'
import { type RunSection, runSections, sectionStore, showSection } from './run-section'
import { runMark } from './run-words'
import styles from './runs.module.css'

export interface RunDrawerProps {
  readonly run: Run
  /** Whether somebody can see it; nothing is asked otherwise. */
  readonly visible: boolean
  readonly onAct: (act: RunAct) => void
  readonly onOpenFolder: (site: string, path: string) => void
  readonly onOpenTerminal: (site: string, folder?: string) => void
  /** Opens the launch of the same once more. */
  readonly onAgain: () => void
  readonly onClose: () => void
}

export function RunDrawer(props: RunDrawerProps): ReactNode {
  const { run, onClose } = props
  const mark = runMark(run)
  const { section } = useStore(sectionStore)
  const [width, setWidth] = useDrawerWidth('farscope.run-drawer')
  const choose = (id: string): void => showSection(runSections.find(one => one.id === id)?.id ?? 'overview')
  return (
    <Drawer
      label={`Run ${run.id}`}
      onClose={onClose}
      width={width}
      onWidth={setWidth}
      title={
        <>
          <StateMark state={mark.state} label={mark.word} />
          <MiddleEllipsis name={run.asked.name} />
          <span className='mono faint'>{run.id}</span>
        </>
      }
    >
      <Acts {...props} />
      <Tabs label='About the run' tight tabs={runSections} value={section} onChange={choose}>
        <Section key={`${section} ${run.id}`} {...props} section={section} />
      </Tabs>
    </Drawer>
  )
}

const shownActs = ['fetch', 'stop', 'extend', 'forget'] as const

/** What can be done now; what cannot is left out, for the menu of the list says why. */
function Acts({ run, onAct, onAgain }: RunDrawerProps): ReactNode {
  const may = (act: RunAct): boolean => runActChoice(act, [run]).disabledReason === undefined
  return (
    <div className={styles.acts}>
      {may('terminate') && (
        <Button kind='destructive' size='small' onClick={() => onAct('terminate')}>
          Terminate…
        </Button>
      )}
      {shownActs.filter(may).map(act => (
        <Button key={act} size='small' kind={act === 'fetch' ? 'primary' : 'plain'} onClick={() => onAct(act)}>
          {runActWords[act].verb}…
        </Button>
      ))}
      <Button size='small' onClick={onAgain}>
        Launch again…
      </Button>
    </div>
  )
}

function Section(props: RunDrawerProps & { section: RunSection }): ReactNode {
  const { section, run, visible } = props
  if (section === 'log') return <RunLog {...{ run, visible }} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={styles.section} tabIndex={0} aria-label={`${section} of the run`}>
      {section === 'overview' && <OverviewSection {...{ run, visible }} />}
      {section === 'files' && <FilesSection {...props} />}
      {section === 'machine' && <MachineSection {...props} />}
      {section === 'cost' && <CostSection {...{ run, visible }} />}
    </section>
  )
}
