import { collectionRows } from './collection/rows.mjs'
import { runRows } from './transfer/run-rows.mjs'

// A running collection: a new movie among 100,000 files and what watching them costs their host, a backlog that clears
// beside new movies, the picture of a micrograph over a path of 50 ms.
//   --quick         smaller sizes: to see whether something moved
//   --only ROW,…    preview, seen, catch-up

/** @param {{quick?: boolean, only?: string[]}} options */
export const bench = options => runRows('collection', collectionRows, options)
