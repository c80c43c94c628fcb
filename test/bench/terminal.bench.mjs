import { createTerminalRig } from './terminal/rig.mjs'
import { terminalRows } from './terminal/rows.mjs'
import { failedRow } from './transfer/contest.mjs'

// Terminals in Chromium through the host door: rates, echoes, memory. Ratios of one run on this machine.
//   --quick         smaller sizes, one turn
//   --only ROW,…    plain-text, coloured-text, interrupt, slow-page, echo, twenty
//   --turns N       how often each flood is sent; the median counts

/** @param {{quick?: boolean, only?: string[], turns?: number}} options */
export async function bench({ quick = false, only = [], turns = quick ? 1 : 3 } = {}) {
  const unit = 'as wanted says'
  if (process.getuid?.() !== 0)
    return { name: 'terminal', unit, rows: [], notes: ['needs root: it starts SSH servers'] }
  const rig = await createTerminalRig()
  const interrupted = () => void rig.close().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted)
  const rows = []
  try {
    for (const row of terminalRows.filter(({ id }) => only.length === 0 || only.some(name => id.startsWith(name)))) {
      const measured = await row.run({ ...rig, quick, turns }).catch(error => failedRow(row.id, error.message))
      const problem = measured.detail?.notes?.problem
      process.stderr.write(`${JSON.stringify({ id: row.id, ...measured.row, ...(problem && { problem }) })}\n`)
      rows.push({ row: row.id, ...measured.row, ...(problem && { problem }) })
    }
  } finally {
    await rig.close()
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted)
  }
  return { name: 'terminal', unit, rows }
}
