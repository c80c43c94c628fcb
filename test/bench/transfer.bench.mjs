import { costRows } from './transfer/rows-cost.mjs'
import { speedRows } from './transfer/rows-speed.mjs'
import { windowRows } from './transfer/rows-window.mjs'
import { runRows } from './transfer/run-rows.mjs'

// Farscope against scp, sftp, rsync, rclone and lftp, in turns, on this machine: loopback, and a path of 50 ms.
//   --quick         smaller sizes, one turn: to see whether something moved
//   --only ROW,…    rows whose name begins with one of these: loop, path-one-up, small, echo …
//   --turns N       how often each does each work; the median counts

/** @param {{quick?: boolean, only?: string[], turns?: number}} options */
export const bench = options => runRows('transfer', [...speedRows, ...costRows, ...windowRows], options)
