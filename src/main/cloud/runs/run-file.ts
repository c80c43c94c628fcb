/** The record of one run, on disk whenever it changes. */
import type { RunRecord } from '@domain/cloud/runs/run-record'

export interface RunFile {
  readonly id: string
  read(): RunRecord
  /** On disk when it returns; everybody who follows hears of it. */
  change(make: (record: RunRecord) => RunRecord): void
}
