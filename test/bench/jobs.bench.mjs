import { createJobsRig, emptyQueue } from './jobs/rig.mjs'
import { jobsRows } from './jobs/rows.mjs'
import { failedRow } from './transfer/contest.mjs'

// The job monitor on the real SLURM of the test facility: what a poll costs, how soon a change is seen, what slurmctld
// feels of it, and a window with 100,000 tasks. Ratios of one run on this machine.
//   --quick         fewer jobs, shorter waits
//   --only ROW,…    poll, change, calls, page
//   --turns N       how often each is done

/** @param {{quick?: boolean, only?: string[], turns?: number}} options */
export async function bench({ quick = false, only = [], turns = quick ? 1 : 5 } = {}) {
  const unit = 'as wanted says'
  if (process.getuid?.() !== 0) return { name: 'jobs', unit, rows: [], notes: ['needs root: it starts SSH and SLURM'] }
  const rig = await createJobsRig()
  const interrupted = () => void rig.close().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted)
  const rows = []
  try {
    for (const one of jobsRows.filter(({ id }) => only.length === 0 || only.includes(id))) {
      const measured = await one.run({ ...rig, quick, turns }).catch(error => [failedRow(one.id, error.message)])
      for (const { row, detail } of measured) {
        process.stderr.write(
          `${JSON.stringify({ id: one.id, ...row, ...(detail?.notes && { notes: detail.notes }) })}\n`
        )
        rows.push({ row: one.id, ...row })
      }
    }
  } finally {
    await emptyQueue().catch(() => undefined)
    await rig.close()
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted)
  }
  return { name: 'jobs', unit, rows }
}
