import type { Entry } from '@contract/files'
import { exactNameBase64 } from '@domain/bytes-name'
import { joinPath } from '@domain/files/path'
import { useEffect, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { countOf, formatBytes, formatCount, formatDate, formatTime } from '../../../ui/format'
import { type Fact, Facts } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import { isBroken } from '../pane/entry-order'
import { modeWords } from '../pane/mode-bits'
import { placeAt, type WhereName } from '../where'
import type { DialogTarget } from './dialog-request'
import { FailureNote } from './failure-note'
import { useCall } from './use-call'

const kinds = { file: 'File', directory: 'Folder', link: 'Link', other: 'Device, pipe or socket' } as const

/** All that is known of one entry, read now. A folder is counted on request: that can take long. */
export function PropertiesDialog(props: { at: DialogTarget; nameOf: WhereName; onClose: () => void }) {
  const { at, nameOf, onClose } = props
  const { where, folder, entries } = at
  const [entry, setEntry] = useState(entries[0])
  const [content, setContent] = useState<string | null>(null)
  const reading = useCall()
  const counting = useCall()
  const path = joinPath(folder, entries[0].name)
  const place = placeAt(where, path)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
  useEffect(() => {
    void reading.run(async signal => setEntry((await client.files.stat({ place }, { signal })).entry))
  }, [])
  const count = (): void => {
    void counting.run(async signal => {
      const { files, directories, bytes, complete } = await client.files.measure({ places: [place] }, { signal })
      const folders = countOf(Math.max(0, directories - 1), 'folder')
      setContent(`${complete ? '' : 'more than '}${formatBytes(bytes)} in ${countOf(files, 'file')}, ${folders}`)
    })
  }

  const isDirectory = entry.type === 'directory'
  const facts: readonly Fact[] = [
    { name: 'On', value: nameOf(where) },
    { name: 'Path', value: visibleName(path) },
    { name: 'Kind', value: kinds[entry.type] },
    ...linkFacts(entry),
    { name: 'Size', value: isDirectory ? (content ?? (counting.busy ? 'counting' : 'not counted')) : sizeWords(entry) },
    { name: 'Changed', value: timeWords(entry.mtime) },
    { name: 'Mode', value: `${modeWords(entry.mode)} (${entry.mode})` },
    { name: 'Owner', value: visibleName(entry.owner) || 'unknown' },
    { name: 'Group', value: visibleName(entry.group) || 'unknown' },
    ...exactFacts(entries[0].name)
  ]
  return (
    <Dialog
      open
      onClose={onClose}
      title={visibleName(entries[0].name)}
      leftActions={
        isDirectory && (
          <Button disabledReason={counting.busy ? 'It is being counted' : undefined} onClick={count}>
            Count what is in it
          </Button>
        )
      }
      actions={
        <Button autoFocus onClick={onClose} keys='escape'>
          Close
        </Button>
      }
    >
      <Facts facts={facts} />
      {reading.failure && <FailureNote failure={reading.failure} />}
      {counting.failure && <FailureNote failure={counting.failure} />}
    </Dialog>
  )
}

function linkFacts(entry: Entry): readonly Fact[] {
  if (entry.type !== 'link') return []
  const target = visibleName(entry.linkTarget ?? 'unknown')
  return [{ name: 'Leads to', value: isBroken(entry) ? `${target}, which is not there or may not be seen` : target }]
}

function sizeWords({ size }: Entry): string {
  const whole = countOf(size, 'byte')
  return size < 1024 ? whole : `${formatBytes(size)} (${formatCount(size)} bytes)`
}

function timeWords(instant: string): string {
  const at = Date.parse(instant)
  // The year is written out: a date of 1970 is as year-less as the others without it.
  return `${formatDate(at, 0)}, ${formatTime(at, undefined, true)}`
}

function exactFacts(name: string): readonly Fact[] {
  const base64 = exactNameBase64(name)
  return base64 === undefined ? [] : [{ name: 'Exact name', value: `not UTF-8; base64 ${base64}` }]
}
