import type { Job } from '@contract/jobs'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { Drawer } from '../../ui/drawer'
import { useDrawerWidth } from '../../ui/drawer-width'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { Tabs } from '../../ui/tabs'
import type { ActKind } from './acts/job-acts'
import styles from './detail/detail.module.css'
import { HeadActs } from './detail/head-acts'
import { type JobSection, jobSections, sectionStore, showSection } from './detail/job-section'
import { OverviewSection } from './detail/overview-section'
import { ProgressSection } from './detail/progress-section'
import { ScriptSection } from './detail/script-section'
import { UseSection } from './detail/use-section'
import { JobLog } from './job-log'
import { jobMark } from './job-state'
import { type JobRow, jobKey } from './list/list-row'

/** Milliseconds that a row stays chosen before anything is asked about it: arrows pass over many. */
const settleMs = 300

export interface JobDrawerProps {
  row: JobRow
  siteLabel: string
  /** Whether somebody can see it; nothing is asked otherwise. */
  visible: boolean
  /** Asks first, with the name of the job. */
  onAct(kind: ActKind): void
  onOpenFolder(path: string): void
  onOpenTerminal(folder: string): void
  /** Without it a job cannot be submitted again from here. */
  onSubmitAgain?: () => void
  onClose(): void
}

/** The job beside the list: what can be done, and one section at a time, which alone asks anything. */
export function JobDrawer(props: JobDrawerProps): ReactNode {
  const { row, siteLabel, visible, onClose } = props
  const { site, job, cancelling } = row
  const mark = jobMark(job, cancelling)
  const { section } = useStore(sectionStore)
  const [width, setWidth] = useDrawerWidth('farscope.job-drawer')
  const live = useSettled(job.id) && visible
  const choose = (id: string): void => showSection(jobSections.find(one => one.id === id)?.id ?? 'overview')
  return (
    <Drawer
      label={`Job ${job.id}`}
      onClose={onClose}
      width={width}
      onWidth={setWidth}
      title={
        <>
          <StateMark state={mark.state} label={mark.word} />
          <MiddleEllipsis name={job.name === '' ? job.id : job.name} />
          <span className='mono faint'>{jobKey(job)}</span>
        </>
      }
    >
      <HeadActs {...props} />
      <Tabs label='About the job' tight tabs={jobSections} value={section} onChange={choose}>
        <Section key={`${section} ${job.id}`} {...{ section, site, siteLabel, job, live }} />
      </Tabs>
    </Drawer>
  )
}

function Section(props: { section: JobSection; site: string; siteLabel: string; job: Job; live: boolean }): ReactNode {
  const { section, ...about } = props
  if (section === 'script') return <ScriptSection {...about} />
  if (section === 'output') return <JobLog {...about} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={`${section} of the job`}>
      {section === 'overview' && <OverviewSection {...about} />}
      {section === 'use' && <UseSection {...about} />}
      {section === 'progress' && <ProgressSection {...about} />}
    </section>
  )
}

/** Whether this has been the same for a moment. */
function useSettled(id: string): boolean {
  const [settled, setSettled] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(id), settleMs)
    return () => clearTimeout(timer)
  }, [id])
  return settled === id
}
