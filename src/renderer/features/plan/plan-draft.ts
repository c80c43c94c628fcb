/** What stands in the planner's fields, and the questions to the engine that come of it. */
import type { PlanTable, SavedPlan } from '@contract/plan'
import type { StorageInputs, TransferInputs } from '@contract/plan-data'
import type { PlanDraft } from '@contract/plan-draft'
import type { MachineOption, OwnRun, PlanDataset, PlanStepId, PlanWorkstation } from '@contract/plan-steps'

export const terabyte = 1e12
export const megabyte = 1e6

/** The benchmark as it is, and a camera that fills 2 TB a day of 20 days in a month. */
export const firstDraft: PlanDraft = {
  question: {},
  storage: { bytesPerDay: 2 * terabyte, daysPerMonth: 20, hotDays: 30, archiveYears: 5 },
  transfer: { hoursPerDay: 24, days: 1 }
}

/** Takes away what is undefined: a field that is left out means what the benchmark has. */
function known<T extends object>(part: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined)
  // What is left has the keys of T that are known; all of its keys may be left out.
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T)
}

/** One field of the question; undefined takes it out. */
export function withQuestion(
  draft: PlanDraft,
  change: { [K in keyof PlanDraft['question']]: PlanDraft['question'][K] | undefined }
): PlanDraft {
  return { ...draft, question: known<PlanDraft['question']>({ ...draft.question, ...change }) ?? {} }
}

export function withDataset(
  draft: PlanDraft,
  change: { [K in keyof PlanDataset]: PlanDataset[K] | undefined }
): PlanDraft {
  return withQuestion(draft, { dataset: known<PlanDataset>({ ...draft.question.dataset, ...change }) })
}

export function withWorkstation(
  draft: PlanDraft,
  change: { [K in keyof PlanWorkstation]: PlanWorkstation[K] | undefined }
): PlanDraft {
  return withQuestion(draft, { workstation: known<PlanWorkstation>({ ...draft.question.workstation, ...change }) })
}

export function withStorage(draft: PlanDraft, change: Partial<StorageInputs>): PlanDraft {
  return { ...draft, storage: { ...draft.storage, ...change } }
}

export function withTransfer(draft: PlanDraft, change: Partial<PlanDraft['transfer']>): PlanDraft {
  return { ...draft, transfer: { ...draft.transfer, ...change } }
}

/** The rate of the link, bytes a second; undefined: not known. */
export function withRate(draft: PlanDraft, bytesPerSecond: number | undefined): PlanDraft {
  const { bytesPerSecond: _, ...transfer } = draft.transfer
  return { ...draft, transfer: { ...transfer, ...(bytesPerSecond !== undefined && { bytesPerSecond }) } }
}

/** Chooses a machine for a step; null leaves the choice to the rank. */
export function withChoice(draft: PlanDraft, step: PlanStepId, option: string | null): PlanDraft {
  const { [step]: _, ...others } = draft.question.choices ?? {}
  const choices = option === null ? others : { ...others, [step]: { option } }
  return withQuestion(draft, { choices: Object.keys(choices).length === 0 ? undefined : choices })
}

export function withOwnRun(draft: PlanDraft, run: OwnRun): PlanDraft {
  return withQuestion(draft, { ownRuns: [...(draft.question.ownRuns ?? []), run] })
}

/** Takes away the run that a row of the machines tells of. */
export function withoutOwnRun(draft: PlanDraft, step: PlanStepId, { machine, hours, vms }: MachineOption): PlanDraft {
  const runs = draft.question.ownRuns ?? []
  const isIt = (run: OwnRun): boolean =>
    run.step === step && run.machine === machine && run.hours === hours && (run.vms ?? 1) === vms
  const left = runs.toSpliced(runs.findIndex(isIt), runs.some(isIt) ? 1 : 0)
  return withQuestion(draft, { ownRuns: left.length === 0 ? undefined : left })
}

/** Size of the benchmark's own data, where somebody knows better than its document. */
export function withBenchmark(
  draft: PlanDraft,
  change: { [K in keyof PlanDataset]: PlanDataset[K] | undefined }
): PlanDraft {
  return withQuestion(draft, { benchmark: known<PlanDataset>({ ...draft.question.benchmark, ...change }) })
}

/** What the question about transfer needs; null while the rate of the link is not known. */
export function transferInputs({ storage, transfer }: PlanDraft): TransferInputs | null {
  const { bytesPerSecond, ...times } = transfer
  return bytesPerSecond === undefined ? null : { bytesPerDay: storage.bytesPerDay, bytesPerSecond, ...times }
}

/** What is kept of a plan under its name. */
export function planToSave(draft: PlanDraft) {
  const transfer = transferInputs(draft)
  return { question: draft.question, storage: draft.storage, ...(transfer && { transfer }) }
}

/** The fields as a saved plan has them; what it does not say stays as it is. */
export function draftOf({ question, storage, transfer }: SavedPlan, before: PlanDraft): PlanDraft {
  const { bytesPerDay: _, ...rest } = transfer ?? { bytesPerDay: 0, ...before.transfer }
  return { question, storage: storage ?? before.storage, transfer: rest }
}

/** Whether a saved plan says the same as the fields. */
export function isSaved(plan: SavedPlan, draft: PlanDraft): boolean {
  const asSaved = draftOf(plan, draft)
  return JSON.stringify(sorted(asSaved)) === JSON.stringify(sorted(draft))
}

/** The same with the keys of every object in order: what was written down twice compares equal. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)])
  )
}

/** The table of a page, for the export. Null: the page has nothing to export yet. */
export type ExportOf = (draft: PlanDraft) => PlanTable | null
