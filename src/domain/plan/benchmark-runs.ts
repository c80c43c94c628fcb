/** What the documents measured, one run a machine: a step of the first, a whole queue of the second. */
import type { Cited } from '@contract/plan-sources'
import type { PlanStepId } from '@contract/plan-steps'
import type { BenchmarkStep, PlanData } from './plan-data'
import type { BaseDataset } from './scale'

/** A step that can be planned. */
export interface PlannedStep {
  readonly id: PlanStepId
  readonly label: string
  readonly software: string
  readonly scalesBy: BenchmarkStep['scalesBy']
  readonly usesGpus: boolean
  readonly base: BaseDataset
  readonly runs: readonly BenchmarkRun[]
  /** The run of the document's own cloud machine, by `id`; null: it names none as such. */
  readonly benchmark: string | null
}

/** Hours of the benchmark's data. Null: the document does not give them. */
export interface BenchmarkRun {
  readonly id: string
  readonly machine: string
  readonly place: 'cloud' | 'local'
  readonly storage: string
  readonly vms: number
  readonly gpus: { readonly model: string; readonly count: number } | null
  readonly hours: number | null
  readonly dataHours: number | null
  readonly jobHours: number | null
  readonly billed: 'job' | 'total'
  readonly note: string
  readonly cited: readonly Cited[]
}

/** All steps in the order in which they run, then the queue. */
export function plannedSteps(data: PlanData): PlannedStep[] {
  return [...data.steps.steps.map(step => relionStep(data, step)), queueStep(data)]
}

function relionStep(data: PlanData, step: BenchmarkStep): PlannedStep {
  const { dataset } = data.steps
  const { id, software, scalesBy, usesGpus } = step
  const label = labels[id] ?? step.step
  const runs = [cloudRun(data, step), ...(step.workstationHours === null ? [] : [localRun(data, step)])]
  return {
    ...{ id, label, software, scalesBy, usesGpus },
    base: dataset,
    runs,
    benchmark: step.type
  }
}

/** Two steps of the document have one name. */
const labels: Partial<Record<PlanStepId, string>> = {
  'refine3d-first': '3D autorefine, first',
  'refine3d-last': '3D autorefine, last'
}

function cloudRun(data: PlanData, step: BenchmarkStep): BenchmarkRun {
  const machine = data.prices.machines.find(({ type }) => type === step.type)
  const gpus = machine?.gpus ? { model: machine.gpus.model, count: machine.gpus.count } : null
  return {
    ...{ id: step.type, machine: step.type, place: 'cloud', storage: '', vms: step.vms, gpus },
    ...{ hours: step.awsHours, dataHours: step.dataHours, jobHours: step.jobHours, billed: step.billed },
    ...{ note: step.note, cited: [step.cited] }
  }
}

function localRun({ steps: { workstation } }: PlanData, step: BenchmarkStep): BenchmarkRun {
  return {
    ...{ id: 'workstation', machine: workstation.label, place: 'local', storage: '', vms: 1 },
    gpus: { model: workstation.gpuModel ?? 'GPU', count: workstation.gpus },
    ...{ hours: step.workstationHours, dataHours: 0, jobHours: step.workstationHours, billed: 'total' },
    ...{ note: '', cited: [step.cited, workstation.cited] }
  }
}

function queueStep({ queues, prices }: PlanData): PlannedStep {
  const runs = queues.queues.flatMap(queue => {
    const machine = prices.machines.find(({ type }) => type === queue.type)
    const gpus = machine?.gpus ? { model: machine.gpus.model, count: machine.gpus.count } : null
    return (['WEKA', 'FSx for Lustre'] as const).map((storage): BenchmarkRun => {
      const hours = (storage === 'WEKA' ? queue.wekaSeconds : queue.fsxSeconds) / 3600
      return {
        ...{ id: `${queue.type} ${storage}`, machine: queue.type, place: 'cloud', storage, vms: 1, gpus },
        ...{ hours, dataHours: null, jobHours: hours, billed: 'total', cited: [queue.cited] },
        note: `Measured while ${queues.dataset.users} users worked at once. The storage is paid beside it.`
      }
    })
  })
  return {
    ...{ id: 'queue', label: 'Whole queue', software: 'cryoSPARC', scalesBy: 'movies', usesGpus: true },
    ...{ base: { ...queues.dataset, note: '', cited: [queues.dataset.cited], unconfirmed: {} }, runs, benchmark: null }
  }
}
