import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { transferFeed } from '../../../client/transfer-feed'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { countOf, formatBytes, formatCount, formatDate, formatRate, zoneName } from '../../../ui/format'
import { Menu } from '../../../ui/menu'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { type Fact, Facts } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import type { WhereName } from '../where'
import { CancelQuestion, cancelAsks } from './cancel-question'
import { LimitDialog } from './limit-dialog'
import { canResume, pauseRefusal, priorityEntries, retryRefusal } from './queue-menu'
import { type QueueRow, transferRow, uploadRow } from './queue-row'
import { RatePlot } from './rate-plot'
import styles from './transfer-drawer.module.css'
import { FailedList, TransferFiles } from './transfer-files'
import { limitWords, routeWords, verifyWords } from './transfer-words'
import { usePaced } from './use-paced'
import type { Queue } from './use-queue'

/** CSS pixels: wide enough for a path of three folders, narrow enough that both panes keep their three columns. */
const width = 344

/** One transfer beside the list: facts, acts, its rate, its files. Nothing while none is opened. */
export function TransferDrawer({ queue, nameOf, visible }: { queue: Queue; nameOf: WhereName; visible: boolean }) {
  const { openId, files } = useStore(queue.view)
  const { transfers } = usePaced(transferFeed, visible && openId !== null)
  const { list } = usePaced(queue.uploads.store, visible && openId !== null)
  useEffect(() => closeWhenGone(queue), [queue])
  if (openId === null) return null
  const transfer = transfers.find(({ id }) => id === openId)
  const upload = list.find(({ id }) => id === openId)
  const row = transfer ? transferRow(transfer) : upload && uploadRow(upload)
  if (row === undefined) return null
  const now = Date.now()
  const samples = queue.rates.of(row.id)
  return (
    <Drawer
      label={`Transfer ${visibleName(row.title)}`}
      width={width}
      onClose={() => queue.view.setState({ openId: null })}
      title={
        <>
          <StateMark state={row.mark} label={row.word} />
          <MiddleEllipsis name={row.title} />
        </>
      }
    >
      <div className={styles.facts}>
        {row.share !== undefined && <Progress label='This transfer' parts={row.share} thick className={styles.bar} />}
        <Facts facts={transferFacts(row, nameOf, now)} nameWidth={80} />
        <Acts row={row} queue={queue} />
      </div>
      {samples.length > 1 && (
        <RatePlot title='Rate' samples={samples} now={now} width={width - 1} height={128} limit={row.limit} />
      )}
      {transfer && transfer.notices.length > 0 && <Notices notices={transfer.notices} />}
      {transfer ? (
        <TransferFiles
          id={row.id}
          moving={row.state === 'running'}
          stamp={`${row.state} ${row.failedCount}`}
          filter={files}
          onFilter={filter => queue.view.setState({ files: filter })}
        />
      ) : (
        row.failed.length > 0 && <FailedList failed={row.failed} />
      )}
    </Drawer>
  )
}

/** Closes the details when their transfer was taken off the list. Returns the way to stop. */
function closeWhenGone({ view, uploads }: Queue): () => void {
  const look = (): void => {
    const { openId } = view.getState()
    if (openId === null) return
    const known = [...transferFeed.getState().transfers, ...uploads.store.getState().list]
    if (!known.some(({ id }) => id === openId)) view.setState({ openId: null })
  }
  const stops = [transferFeed.subscribe(look), uploads.store.subscribe(look)]
  return () => {
    for (const stop of stops) stop()
  }
}

/** What is known of a transfer, as names and values. `now`: milliseconds since 1970. */
export function transferFacts(row: QueueRow, nameOf: WhereName, now: number): readonly Fact[] {
  const { facts } = row
  const route = routeWords(facts)
  const when = (instant: string): string => `${formatDate(Date.parse(instant), now)} ${zoneName(Date.parse(instant))}`
  const done: readonly Fact[] = [
    { name: 'State', value: row.word },
    { name: 'From', value: nameOf(row.from) },
    { name: 'To', value: `${nameOf(row.to)}: ${visibleName(row.destination)}` },
    ...(route === undefined ? [] : [{ name: 'Route', value: route }]),
    { name: 'Amount', value: row.rate === undefined ? row.amount : `${row.amount}, ${formatRate(row.rate)}` },
    { name: 'Files', value: fileWords(row) },
    { name: 'Checksums', value: verifyWords(facts, row.ended) ?? (facts.verify ? 'none compared yet' : 'not compared') }
  ]
  const resumed =
    facts.resumedBytes > 0 ? [{ name: 'Resumed', value: `${formatBytes(facts.resumedBytes)} were there already` }] : []
  const open = row.ended
    ? []
    : [
        { name: 'Time left', value: row.left === '' ? 'does not move' : row.left },
        { name: 'Limit', value: limitWords(row.limit) ?? 'none of its own' },
        { name: 'Priority', value: row.priority }
      ]
  const ended = facts.endedAt === null ? [] : [{ name: 'Ended', value: when(facts.endedAt) }]
  return [...done, ...resumed, ...open, { name: 'Added', value: when(facts.addedAt) }, ...ended]
}

function fileWords({ facts }: QueueRow): string {
  const { doneFiles, totalFiles, scanning, skipped, failedCount } = facts
  return [
    `${formatCount(doneFiles)} of ${countOf(totalFiles, 'file')}${scanning ? ', still counting' : ''}`,
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
    ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : [])
  ].join(', ')
}

function Acts({ row, queue }: { row: QueueRow; queue: Queue }) {
  const { acts } = queue
  const [question, setQuestion] = useState<'limit' | 'cancel' | null>(null)
  const cancel = (): void => (cancelAsks([row]) ? setQuestion('cancel') : acts.cancel(row))
  const failed = row.failedCount > 0
  return (
    <div className={styles.acts}>
      {!row.ended && canResume(row) && (
        <Button size='small' icon='play' onClick={() => acts.resume(row)}>
          Resume
        </Button>
      )}
      {!row.ended && !canResume(row) && (
        <Button size='small' icon='pause' disabledReason={pauseRefusal(row)} onClick={() => acts.pause(row)}>
          Pause
        </Button>
      )}
      {!row.ended && (
        <Button size='small' disabledReason={pauseRefusal(row)} onClick={() => setQuestion('limit')}>
          Limit…
        </Button>
      )}
      {!row.ended && row.kind === 'engine' && (
        <Menu
          trigger={
            <Button size='small' icon='chevron-down'>
              Priority
            </Button>
          }
          entries={priorityEntries(acts, row)}
        />
      )}
      {!row.ended && (
        <Button size='small' icon='stop' onClick={cancel}>
          {cancelAsks([row]) ? 'Cancel…' : 'Cancel'}
        </Button>
      )}
      {retryRefusal(row) === undefined && (
        <Button size='small' icon='refresh' onClick={() => acts.retryFailed(row)}>
          Try failed again
        </Button>
      )}
      {failed && (
        <Button size='small' icon='copy' onClick={() => acts.copyErrors(row)}>
          Copy errors
        </Button>
      )}
      <Button size='small' icon='folder' onClick={() => acts.showDestination(row)}>
        Show
      </Button>
      {question === 'limit' && (
        <LimitDialog row={row} onSet={limit => acts.change(row, { limit })} onClose={() => setQuestion(null)} />
      )}
      {question === 'cancel' && (
        <CancelQuestion rows={[row]} onCancel={() => acts.cancel(row)} onClose={() => setQuestion(null)} />
      )}
    </div>
  )
}

function Notices({ notices }: { notices: readonly string[] }) {
  return (
    <ul className={styles.notices}>
      {notices.map(notice => (
        <li key={notice}>
          <StateMark state='warning' />
          <span>{visibleName(notice)}</span>
        </li>
      ))}
    </ul>
  )
}
