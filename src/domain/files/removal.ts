/** What must never be removed, however it was asked for. */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'
import { climbs, isWithin, parentPath } from './path'

/** `not-allowed` for nothing, a path with `..`, a root, the home and what holds the home, a bucket; else undefined. */
export function removalProblem(asked: string, absolute: string, home: string, buckets = false): Failure | undefined {
  const refuse = (why: string): Failure =>
    new Failure('not-allowed', `${displayName(asked) || 'An empty path'} was not removed: ${why}.`, {
      hint: 'Name what is to go by its own path.'
    })
  if (asked === '') return refuse('it names nothing')
  if (climbs(asked)) return refuse('it contains ".."')
  if (/^(?:[A-Za-z]:)?\/$/.test(absolute)) return refuse('it is the root')
  if (buckets && parentPath(absolute) === '/') return refuse('it is a bucket')
  if (isWithin(home, absolute)) return refuse(home === absolute ? 'it is the home folder' : 'it holds the home folder')
  return undefined
}
