import type { RunState } from '@contract/cloud-runs'

/** Where a run stands, in the few words of a row. */
export const runStateWords: Readonly<Record<RunState, string>> = {
  launching: 'asking for a machine',
  booting: 'machine starts',
  uploading: 'sending inputs',
  running: 'running',
  fetching: 'fetching outputs',
  waiting: 'outputs wait',
  ending: 'machine ends',
  stuck: 'machine may still run',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped'
}
