import type { ContractOutputs } from '@contract/contract'
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

type Space = ContractOutputs['files']['space']

const kinds = { file: 'File', directory: 'Folder', link: 'Link', other: 'Device, pipe or socket' } as const

/** All that is known of one entry, read now. A folder is counted on request: that can take long. */
export function PropertiesDialog(props: { at: DialogTarget; nameOf: WhereName; onClose: () => void }) {
  const { at, nameOf, onClose } = props
  const { where, folder, entries } = at
  const [entry, setEntry] = useState(entries[0])
  const [content, setContent] = useState<string | null>(null)
  const reading = useCall()
  const [space, setSpace] = useState<Space | null>(null)
  const [checksum, setChecksum] = useState<string | null>(null)
  const counting = useCall()
  const asking = useCall()
  const hashing = useCall()
  const path = joinPath(folder, entries[0].name)
  const place = placeAt(where, path)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
  useEffect(() => {
    void reading.run(async signal => setEntry((await client.files.stat({ place }, { signal })).entry))
    // Free space is an extra: a server that does not tell it is "unknown".
    void asking.run(async signal => setSpace(await client.files.space({ place }, { signal })))
  }, [])
  const hash = (): void => {
    void hashing.run(async signal => {
      const { algorithm, hex } = await client.files.checksum({ place }, { signal })
      setChecksum(`${algorithm} ${hex}`)
    })
  }
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
    ...(entry.type === 'file' ? [{ name: 'Checksum', value: <Checksum value={checksum} busy={hashing.busy} /> }] : []),
    { name: 'Free space', value: asking.busy ? 'asking' : spaceFact(space) },
    ...exactFacts(entries[0].name)
  ]
  return (
    <Dialog
      open
      onClose={onClose}
      title={visibleName(entries[0].name)}
      leftActions={
        <>
          {isDirectory && (
            <Button disabledReason={counting.busy ? 'It is being counted' : undefined} onClick={count}>
              Count what is in it
            </Button>
          )}
          {entry.type === 'file' && (
            <Button disabledReason={hashing.busy ? 'It is being computed' : undefined} onClick={hash}>
              Compute the checksum
            </Button>
          )}
        </>
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
      {hashing.failure && <FailureNote failure={hashing.failure} />}
    </Dialog>
  )
}

function Checksum({ value, busy }: { value: string | null; busy: boolean }) {
  if (value === null) return busy ? 'being computed where the file lies' : 'not computed'
  return <span className='mono selectable'>{value}</span>
}

/** `41.6 TiB of 100 TiB`. */
function spaceFact(space: Space | null): string {
  if (space === null || space.freeBytes === null) return 'unknown'
  const free = formatBytes(space.freeBytes)
  return space.totalBytes === null ? free : `${free} of ${formatBytes(space.totalBytes)}`
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
