import type { FailedFile, TransferFile } from '@contract/transfers'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { client } from '../../../client/engine-link'
import { formatBytes, formatCount, formatPercent } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { Select } from '../../../ui/select'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { type FileFilter, fileFilters, fileStateLook, filterWords } from './file-filter'
import { createFilePages, type FilePages, fileAt } from './file-pages'
import styles from './transfer-drawer.module.css'

const rowHeight = 26
/** With the reason under the name. */
const tallRow = 44
/** Milliseconds between two readings of what is in sight, while the transfer moves. */
const readAgainMs = 2000

/** The files of a transfer: as many as there are, drawn and fetched as they come into sight. */
export function TransferFiles(props: {
  id: string
  moving: boolean
  /** Changes when something of the transfer changed that its files tell too. */
  stamp: string
  filter: FileFilter
  onFilter: (filter: FileFilter) => void
}) {
  const { id, moving, stamp, filter, onFilter } = props
  const pages = useMemo(() => createFilePages(client.transfers.files, id, filter), [id, filter])
  useEffect(() => () => pages.close(), [pages])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp tells that there is something new to read
  useEffect(() => pages.refresh(), [pages, stamp])
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(pages.refresh, readAgainMs)
    return () => clearInterval(timer)
  }, [pages, moving])
  const { total, failure } = useStore(pages.store)
  return (
    <div className={styles.files}>
      <div className={styles.filesHead}>
        <b>Files</b>
        <span className='faint'>{total === null ? 'being read' : formatCount(total)}</span>
        <Select
          label='Which files'
          hideLabel
          value={filter}
          onChange={onFilter}
          options={fileFilters.map(value => ({ value, label: filterWords[value] }))}
          className={styles.filter}
        />
      </div>
      {failure !== undefined && (
        <Note tone='warning' what='The files could not be read.'>
          {failure}
        </Note>
      )}
      {total === 0 ? <p className={styles.none}>No files here under this choice.</p> : <FileTable pages={pages} />}
    </div>
  )
}

function FileTable({ pages }: { pages: FilePages }) {
  const scroll = useRef<HTMLDivElement>(null)
  const state = useStore(pages.store)
  const count = state.total ?? 0
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: at => (fileAt(state, at)?.error ? tallRow : rowHeight),
    overscan: 12,
    initialRect: { width: 400, height: 600 }
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => pages.see(first, last), [pages, first, last])
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard
    <div ref={scroll} className={styles.scroll} tabIndex={0}>
      <table className={styles.table} aria-label='Files of the transfer' aria-rowcount={count}>
        <tbody>
          <Gap height={above} />
          {items.map(({ index, key }) => (
            <FileRow key={key} index={index} file={fileAt(state, index)} measure={virtual.measureElement} />
          ))}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  )
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it has no tabindex and cannot have the focus
    <tr aria-hidden='true'>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

function FileRow(props: {
  index: number
  file: TransferFile | undefined
  measure: (element: HTMLElement | null) => void
}) {
  const { index, file, measure } = props
  if (file === undefined)
    return (
      <tr ref={measure} data-index={index} aria-rowindex={index + 1}>
        <td className='faint'>…</td>
      </tr>
    )
  const { mark, word } = fileStateLook[file.state]
  const part = file.state === 'copying' && file.size > 0 ? ` ${formatPercent(file.doneBytes / file.size)}` : ''
  const proof = file.checksum ? `${file.checksum.algorithm} ${file.checksum.hex}` : undefined
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 1}>
      <td className={styles.file}>
        <span className={styles.fileLine}>
          <StateMark state={mark} label='' />
          <span className={styles.fileName} title={visibleName(file.source)}>
            <bdi dir='ltr'>{visibleName(file.source)}</bdi>
          </span>
          <span className={styles.fileState} title={proof}>
            {word + part}
          </span>
          <span className={styles.size}>{formatBytes(file.size)}</span>
        </span>
        {file.error && <span className={styles.reason}>{visibleName(file.error.message)}</span>}
      </td>
    </tr>
  )
}

/** Files of an upload of the window, of which only those that failed are remembered. */
export function FailedList({ failed }: { failed: readonly FailedFile[] }) {
  return (
    <div className={styles.files}>
      <div className={styles.filesHead}>
        <b>Failed files</b>
        <span className='faint'>{formatCount(failed.length)}</span>
      </div>
      <ul className={styles.failedList}>
        {failed.slice(0, 200).map(({ path, message }) => (
          <li key={path}>
            <b>{visibleName(path)}</b> <span className={styles.reason}>{visibleName(message)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
