import { type ReactNode, useEffect, useState } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Menu, type MenuEntry } from '../../../ui/menu'
import { Note } from '../../../ui/note'
import type { JobDrawerProps } from '../job-drawer'
import { isOver } from '../job-state'
import { ActDialog } from './act-dialog'
import { actQuestion, type JobAct, possibleActs } from './act-words'
import styles from './detail.module.css'
import { askedId } from './overview-facts'
import { useJobAct } from './use-job-act'

/** What can be done to the job and with its folder: the common things as buttons, the rest in a menu. */
export function HeadActs(props: JobDrawerProps): ReactNode {
  const { site, job, cancelling, onCancel, onSubmitAgain } = props
  const id = askedId(job)
  const [asking, setAsking] = useState<JobAct | null>(null)
  const { busy, act, refused, forget } = useJobAct(site, job)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question was about another job
  useEffect(() => setAsking(null), [id])
  const acts = possibleActs(job)
  const button = acts.find(one => one === 'hold' || one === 'release')
  const entries: MenuEntry[] = [
    ...acts
      .filter(one => one !== button)
      .map(one => ({
        ...{ kind: 'act' as const, label: `${actQuestion(one, job).button}…`, onSelect: () => setAsking(one) },
        disabledReason: busy ? 'The scheduler was asked' : undefined
      })),
    ...(onSubmitAgain ? [{ kind: 'act' as const, label: 'Submit again…', onSelect: onSubmitAgain }] : []),
    {
      ...{ kind: 'act', label: 'Copy the id', icon: 'copy', note: id },
      onSelect: () => void navigator.clipboard.writeText(id).catch(() => undefined)
    }
  ]
  return (
    <div className={styles.head}>
      <div className={styles.acts}>
        {!isOver(job) && (
          <Button
            kind='destructive'
            size='small'
            onClick={onCancel}
            disabledReason={cancelling ? 'The scheduler was asked; it has not confirmed yet' : undefined}
          >
            {cancelling ? 'Cancelling' : `Cancel ${id}…`}
          </Button>
        )}
        {button && (
          <Button
            size='small'
            onClick={() => setAsking(button)}
            disabledReason={busy ? 'The scheduler was asked' : undefined}
          >
            {`${actQuestion(button, job).button}…`}
          </Button>
        )}
        <FolderActs {...props} />
        <Menu
          align='end'
          trigger={<IconButton icon='more' kind='plain' label='More about the job' />}
          entries={entries}
        />
      </div>
      {refused && (
        <Note
          tone='error'
          className={styles.refused}
          what={`The scheduler refused: ${actQuestion(refused.act, job).button.toLowerCase()} ${id}.`}
          acts={
            <Button size='small' onClick={forget}>
              Close
            </Button>
          }
        >
          {refused.hint}
          <span className={styles.ownWords}>{refused.words}</span>
        </Note>
      )}
      {asking && (
        <ActDialog
          act={asking}
          job={job}
          onConfirm={limit => void act(asking, limit)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}

function FolderActs({ job: { workDir }, onOpenFolder, onOpenTerminal }: JobDrawerProps): ReactNode {
  const disabledReason = workDir === null ? 'The folder is unknown' : undefined
  const openWith = (open: (path: string) => void) => () => workDir !== null && open(workDir)
  return (
    <>
      <Button size='small' icon='folder' {...{ disabledReason }} onClick={openWith(onOpenFolder)}>
        Open folder
      </Button>
      <Button size='small' icon='terminals' {...{ disabledReason }} onClick={openWith(onOpenTerminal)}>
        Shell there
      </Button>
    </>
  )
}
