import type { UnfinishedUpload } from '@contract/files'
import { useEffect, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, type Selection } from '../../../ui/data-table/selection'
import { Dialog } from '../../../ui/dialog'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatBytes, formatCount, formatDate, zoneName } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { visibleName } from '../../../ui/visible-name'
import { placeAt } from '../where'
import styles from './acts.module.css'
import type { DialogFolder } from './dialog-request'
import { FailureNote } from './failure-note'
import { useCall } from './use-call'

const keyOf = ({ uploadId, path }: UnfinishedUpload): string => `${uploadId} ${path}`

function uploadColumns(now: number): readonly Column<UnfinishedUpload>[] {
  return [
    { id: 'path', head: 'Object', cell: ({ path }) => <MiddleEllipsis name={path} />, value: ({ path }) => path },
    {
      id: 'bytes',
      head: 'Stored',
      cell: ({ bytes }) => formatBytes(bytes),
      value: ({ bytes }) => bytes,
      sortFirst: 'descending',
      numeric: true,
      width: 96
    },
    {
      id: 'started',
      head: `Begun, ${zoneName(now)}`,
      cell: ({ startedAt }) => formatDate(Date.parse(startedAt), now),
      value: ({ startedAt }) => startedAt,
      width: 128,
      className: 'dim'
    }
  ]
}

/** Uploads to a bucket that never ended: what they hold, and the way to be rid of their parts. */
export function UnfinishedUploadsDialog({ at, onClose }: { at: DialogFolder; onClose: () => void }) {
  const { where, folder } = at
  const [uploads, setUploads] = useState<readonly UnfinishedUpload[] | null>(null)
  const [selection, setSelection] = useState<Selection>(noSelection)
  const reading = useCall()
  const aborting = useCall()
  const columns = useMemo(() => uploadColumns(Date.now()), [])
  const read = (): void => {
    void reading.run(async signal =>
      setUploads(await client.files.unfinishedUploads({ place: placeAt(where, folder) }, { signal }))
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
  useEffect(read, [])

  const chosen = (uploads ?? []).filter(upload => selection.keys.has(keyOf(upload)))
  const abort = async (): Promise<void> => {
    await aborting.run(async signal => {
      for (const { path, uploadId } of chosen) {
        await client.files.abortUpload({ place: placeAt(where, path), uploadId }, { signal })
        setUploads(before => (before ?? []).filter(upload => upload.uploadId !== uploadId || upload.path !== path))
      }
    })
  }
  const stored = (uploads ?? []).reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title={`Unfinished uploads in ${visibleName(folder)}`}
      description='Their parts are paid for until they are aborted. One that a transfer still resumes begins anew then.'
      leftActions={
        <Button
          kind='destructive'
          disabledReason={abortReason(aborting.busy, chosen.length)}
          onClick={() => void abort()}
        >
          {chosen.length === 0 ? 'Abort' : `Abort ${countOf(chosen.length, 'upload')}`}
        </Button>
      }
      actions={
        <Button autoFocus onClick={onClose} keys='escape'>
          Close
        </Button>
      }
    >
      {reading.failure && (
        <FailureNote
          failure={reading.failure}
          acts={
            <Button size='small' icon='refresh' onClick={read}>
              Try again
            </Button>
          }
        />
      )}
      {aborting.failure && <FailureNote failure={aborting.failure} />}
      <div className={styles.uploads}>
        <DataTable
          label='Unfinished uploads'
          density='tight'
          rows={uploads ?? []}
          rowKey={keyOf}
          columns={columns}
          initialSort={{ column: 'started', direction: 'ascending' }}
          selection={selection}
          onSelection={setSelection}
          empty={<EmptyState>{reading.busy ? 'Asking for them.' : 'There are none.'}</EmptyState>}
          foot={<span>{`${formatCount(uploads?.length ?? 0)} unfinished, ${formatBytes(stored)} stored`}</span>}
        />
      </div>
    </Dialog>
  )
}

function abortReason(busy: boolean, chosen: number): string | undefined {
  if (busy) return 'It is being done'
  return chosen === 0 ? 'Select what is to be aborted' : undefined
}
