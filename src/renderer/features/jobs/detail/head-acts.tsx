import type { ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Menu, type MenuEntry } from '../../../ui/menu'
import { type ActKind, actChoice, actWords } from '../acts/job-acts'
import type { JobDrawerProps } from '../job-drawer'
import { isOver } from '../job-state'
import { jobKey } from '../list/list-row'
import styles from './detail.module.css'

/** What can be done to the job and with its folder: the common things as buttons, the rest in a menu. */
export function HeadActs(props: JobDrawerProps): ReactNode {
  const { row, onAct } = props
  const id = jobKey(row.job)
  const reasonOf = (kind: ActKind): string | undefined => actChoice(kind, [row]).disabledReason
  const waiting = (['hold', 'release'] as const).find(kind => reasonOf(kind) === undefined)
  return (
    <div className={styles.head}>
      {!isOver(row.job) && (
        <Button
          kind='destructive'
          size='small'
          onClick={() => onAct('cancel')}
          disabledReason={row.cancelling ? 'The scheduler was asked; it has not confirmed yet' : undefined}
        >
          {row.cancelling ? 'Cancelling' : `Cancel ${id}…`}
        </Button>
      )}
      {waiting && (
        <Button size='small' onClick={() => onAct(waiting)}>
          {actWords[waiting].label}
        </Button>
      )}
      <FolderActs {...props} />
      <Menu
        align='end'
        trigger={<IconButton icon='more' kind='plain' label='More about the job' />}
        entries={menuEntries(props, id, reasonOf)}
      />
    </div>
  )
}

function menuEntries(
  { onAct, onSubmitAgain }: JobDrawerProps,
  id: string,
  reasonOf: (kind: ActKind) => string | undefined
): MenuEntry[] {
  const acts = (['requeue', 'limit'] as const).map(kind => ({
    ...{ kind: 'act' as const, label: actWords[kind].label, keys: actWords[kind].keys },
    ...{ onSelect: () => onAct(kind), disabledReason: reasonOf(kind) }
  }))
  return [
    ...acts,
    ...(onSubmitAgain ? [{ kind: 'act' as const, label: 'Submit again…', onSelect: onSubmitAgain }] : []),
    { kind: 'line' },
    {
      ...{ kind: 'act', label: 'Copy the id', icon: 'copy', note: id },
      onSelect: () => void navigator.clipboard.writeText(id).catch(() => undefined)
    }
  ]
}

function FolderActs({ row, onOpenFolder, onOpenTerminal }: JobDrawerProps): ReactNode {
  const { workDir } = row.job
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
