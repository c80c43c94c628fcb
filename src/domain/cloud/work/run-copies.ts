/** Which files of a run go where. */
import type { AskedRun } from '@contract/cloud-runs'
import type { Place } from '@contract/files'
import { joinPath, normalizePath } from '../../files/path'

/** What goes in one transfer: it has one place at each end. */
export interface CopyGroup {
  /** The place that is not the machine, without a path of its own. */
  readonly end: Place
  /** `far`: as it was asked there; `here`: absolute on the machine. */
  readonly files: readonly { readonly far: string; readonly here: string }[]
}

/** The same for all places that one transfer can serve, whatever their paths. */
export const endKey = (place: Place): string => JSON.stringify({ ...place, path: '' })

/** In the order in which they were asked, so that a group keeps its number. */
function grouped(files: readonly { readonly place: Place; readonly here: string }[]): CopyGroup[] {
  const groups = new Map<string, { end: Place; files: { far: string; here: string }[] }>()
  for (const { place, here } of files) {
    const key = endKey(place)
    const group = groups.get(key) ?? { end: place, files: [] }
    group.files.push({ far: place.path, here })
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Below the work folder; empty is that folder itself. */
export const onMachine = (work: string, path: string): string =>
  path === '' ? work : normalizePath(joinPath(work, path))

/** `again`: outputs that come from the machine before. */
export const uploads = (
  { inputs, outputs }: Pick<AskedRun, 'inputs' | 'outputs'>,
  work: string,
  again: readonly number[]
): CopyGroup[] =>
  grouped([
    ...inputs.map(({ from, to }) => ({ place: from, here: onMachine(work, to) })),
    ...outputs.flatMap(({ from, to }, at) => (again.includes(at) ? [{ place: to, here: onMachine(work, from) }] : []))
  ])

/** `there`: those outputs, by their place in the list, that the command has written. */
export const fetches = ({ outputs }: Pick<AskedRun, 'outputs'>, work: string, there: readonly number[]): CopyGroup[] =>
  grouped(
    outputs.flatMap(({ from, to }, at) => (there.includes(at) ? [{ place: to, here: onMachine(work, from) }] : []))
  )
