/** Watched folders as the command shows them. */
import type { Place } from '@contract/files'
import type { Watch, WatchDestination, WatchedFile } from '@contract/watch'
import { displayName } from '@domain/bytes-name'
import { fields, sizeText, table } from './text'

const shownPlace = <P extends Place>(place: P): P => ({ ...place, path: displayName(place.path) })

/** The object of --json: text with U+FFFD where a byte was not text. */
export function shownWatch(watch: Watch): Watch {
  const { source, newest, destinations } = watch
  return {
    ...watch,
    source: shownPlace(source),
    newest: newest && { ...newest, path: displayName(newest.path) },
    destinations: destinations.map(one => ({ ...one, place: shownPlace(one.place) }))
  }
}

export function shownFile(file: WatchedFile): WatchedFile {
  const copies = file.copies.map(copy => ({ ...copy, target: displayName(copy.target) }))
  return { ...file, path: displayName(file.path), copies }
}

export function watchesTable(watches: readonly Watch[]): string {
  const rows = watches.flatMap((watch): { watch: Watch; one: WatchDestination | undefined }[] =>
    watch.destinations.length === 0 ? [{ watch, one: undefined }] : watch.destinations.map(one => ({ watch, one }))
  )
  return table(rows, [
    { title: 'NAME', cell: ({ watch }) => watch.name },
    { title: 'STATE', cell: ({ watch }) => watch.state },
    { title: 'FILES', right: true, cell: ({ watch }) => String(watch.found.files) },
    { title: 'VERIFIED', right: true, cell: ({ one }) => (one ? String(one.verified.files) : '-') },
    { title: 'BACKLOG', right: true, cell: ({ one }) => (one ? sizeText(one.backlog.bytes) : '-') },
    { title: 'RATE', right: true, cell: ({ one }) => (one && one.rate > 0 ? `${sizeText(one.rate)}/s` : '-') },
    { title: 'OLDEST', cell: ({ one }) => one?.oldest ?? '-' },
    { title: 'FROM', cell: ({ watch }) => placeText(watch.source) },
    { title: 'TO', cell: ({ one }) => (one ? placeText(one.place) : '-') },
    { title: 'ERROR', cell: ({ watch, one }) => (one?.error ?? watch.error)?.message ?? '' }
  ])
}

export function watchText(watch: Watch): string {
  const { name, source, state, means, found, unfinished, withoutSidecar, perHour, newest, error } = watch
  const waits = withoutSidecar > 0 ? `, ${withoutSidecar} without the sidecar` : ''
  const head = fields([
    ['watch', name],
    ['folder', placeText(source)],
    ['state', means && state === 'watching' ? `${state} (${means})` : state],
    ['found', `${found.files} files, ${sizeText(found.bytes)}`],
    ['unfinished', `${unfinished.files} files${waits}`],
    ['per hour', `${perHour.files} files, ${sizeText(perHour.bytes)}`],
    ['newest', newest && `${newest.path} (${newest.at})`],
    ['error', error?.message]
  ])
  return `${head}${watch.destinations.map(destinationText).join('')}`
}

function destinationText(one: WatchDestination): string {
  const { place, state, rate, verified, sizeOnly, backlog, oldest, failing, lost, error } = one
  const sizes = sizeOnly.files > 0 ? `, ${sizeOnly.files} by size only` : ''
  return `\n${fields([
    ['to', placeText(place)],
    ['state', rate > 0 ? `${state}, ${sizeText(rate)}/s` : state],
    ['verified', `${verified.files} files, ${sizeText(verified.bytes)}${sizes}`],
    ['backlog', `${backlog.files} files, ${sizeText(backlog.bytes)}${oldest ? `, oldest of ${oldest}` : ''}`],
    ['failing', failing > 0 ? `${failing} files, tried again` : null],
    ['not sent', lost > 0 ? `${lost} gone or changed before` : null],
    ['error', error?.message]
  ])}`
}

export function watchedFilesTable(files: readonly WatchedFile[]): string {
  return table(files, [
    { title: 'FINISHED', cell: ({ finishedAt }) => finishedAt },
    { title: 'SIZE', right: true, cell: ({ size }) => sizeText(size) },
    { title: 'COPIES', cell: ({ copies }) => copies.map(({ state }) => state).join(' ') || '-' },
    { title: 'FILE', cell: ({ path, version }) => (version > 1 ? `${path} (version ${version})` : path) },
    { title: 'ERROR', cell: ({ copies }) => copies.find(({ error }) => error)?.error?.message ?? '' }
  ])
}

/** `SITE:PATH`, as a place is typed. */
export function placeText(place: Place): string {
  if (place.kind === 'local') return place.path
  return place.kind === 'site' ? `${place.site}:${place.path}` : `s3:${place.path.replace(/^\//, '')}`
}
