/** Which of the permissions that a run needs one has. */
import type { CloudCheck, CloudPermission, CloudTarget } from '@contract/cloud'
import { type ReactNode, useMemo } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { Dialog } from '../../../ui/dialog'
import { countOf } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import styles from '../cloud.module.css'
import { permissionMarks } from '../cloud-words'
import { FailureWords } from '../failure-words'

export function CheckDialog({ target, onClose }: { target: CloudTarget; onClose: () => void }): ReactNode {
  const { answer, failure } = useAsked('check', signal => client.cloud.check(target, { signal }))
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Permissions for cloud runs'
      description='Each is asked for as a dry run: nothing is changed, and nothing is launched.'
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          {answer || failure ? 'Close' : 'Stop'}
        </Button>
      }
    >
      {failure ? <FailureWords failure={failure} /> : answer ? <Result check={answer} /> : <p>Asking AWS.</p>}
    </Dialog>
  )
}

const rank: Readonly<Record<CloudPermission['result'], number>> = { denied: 0, unsure: 1, allowed: 2 }

const permissionColumns: readonly Column<CloudPermission>[] = [
  {
    ...{ id: 'action', head: 'Permission', width: 290, value: row => row.action },
    cell: ({ action, result }) => (
      <span className={styles.name}>
        <StateMark state={permissionMarks[result]} label={result} />
        <span className='mono cut'>{visibleName(action)}</span>
      </span>
    )
  },
  {
    ...{ id: 'result', head: 'Result', width: 90, className: 'dim', value: row => row.result },
    cell: ({ result }) => result
  },
  {
    ...{ id: 'purpose', head: 'Needed', minWidth: 200, className: 'dim' },
    cell: ({ result, purpose, error }) => {
      const words = result === 'unsure' && error ? visibleName(error.message) : purpose
      return <span title={words}>{words}</span>
    }
  }
]

function Result({ check }: { check: CloudCheck }): ReactNode {
  const { permissions, missing } = check
  // What needs an act stands first.
  const rows = useMemo(() => permissions.toSorted((one, other) => rank[one.result] - rank[other.result]), [permissions])
  const unsure = permissions.filter(({ result }) => result === 'unsure').length
  return (
    <>
      {missing.length > 0 ? (
        <Note tone='error' what={`${countOf(missing.length, 'permission')} missing.`}>
          Ask who administers the account for: {missing.map(visibleName).join(', ')}.
        </Note>
      ) : (
        <Note tone={unsure > 0 ? 'warning' : 'ok'} what='None is missing.'>
          {unsure > 0 && `${countOf(unsure, 'permission')} could not be found out.`}
        </Note>
      )}
      <div className={styles.review}>
        <DataTable
          label='Permissions'
          rows={rows}
          rowKey={({ action }) => action}
          columns={permissionColumns}
          density='tight'
          select='none'
        />
      </div>
    </>
  )
}
