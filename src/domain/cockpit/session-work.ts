/** What of the queue and of the copies belongs to a session, or wants a person's eye. */
import type { Job } from '@contract/job'
import type { Session } from '@contract/sessions'
import type { Transfer } from '@contract/transfers'
import { isWithin } from '../files/path'
import { isFinished, taskColumn } from '../jobs/states'
import { hasEnded } from '../transfers/overall-progress'

type Places = Pick<Session, 'folder' | 'movies'>

/** Jobs that run in the session's folder or write there: what runs first, then what waits, then what ended last. */
export function jobsOf(session: Places, jobs: readonly Job[]): Job[] {
  const folders = [session.folder, session.movies].flatMap(place => (place ? [place.path] : []))
  const inside = (path: string | null): boolean => path !== null && folders.some(folder => isWithin(path, folder))
  const rank = (job: Job): number => {
    if (isFinished(job.state)) return 2
    return taskColumn(job.state) === 'pending' ? 1 : 0
  }
  const ended = (job: Job): number => (job.endTime === null ? 0 : Date.parse(job.endTime))
  return jobs
    .filter(job => inside(job.workDir) || inside(job.stdout))
    .sort((a, b) => rank(a) - rank(b) || ended(b) - ended(a))
}

/** Copies that move, wait or went wrong; what went wrong first, then what moves. */
export function openTransfers(transfers: readonly Transfer[]): Transfer[] {
  const wrong = ({ state }: Transfer): boolean => state === 'failed' || state === 'finished-with-errors'
  const rank = (transfer: Transfer): number => (wrong(transfer) ? 0 : transfer.state === 'running' ? 1 : 2)
  return transfers.filter(one => !hasEnded(one) || wrong(one)).sort((a, b) => rank(a) - rank(b))
}
