/** What the person has and wants: the fields that all pages start from. */
import type { PlanDraft } from '@contract/plan-draft'
import type { PlanRank, PlanStepId, PlanSteps } from '@contract/plan-steps'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { countOf, formatCount } from '../../ui/format'
import type { NumberRule } from '../../ui/number-rule'
import { Popover } from '../../ui/popover'
import { Select } from '../../ui/select'
import { notify } from '../../ui/toasts'
import styles from './plan.module.css'
import {
  firstDraft,
  megabyte,
  terabyte,
  withBenchmark,
  withDataset,
  withQuestion,
  withRate,
  withStorage
} from './plan-draft'
import { PlanNumber } from './plan-number'

const rules = {
  movies: { least: 1, most: 1e9, whole: true, optional: true },
  boxSize: { least: 8, most: 8192, whole: true, optional: true },
  gpus: { least: 0, most: 64, whole: true, optional: true },
  bytesPerDay: { least: 0, most: 1000, above: true },
  link: { least: 0, most: 100_000, above: true, optional: true }
} as const satisfies Record<string, NumberRule>

type Pricing = 'document' | 'on-demand' | 'spot' | 'reserved'

const pricings: readonly { readonly value: Pricing; readonly label: string }[] = [
  { value: 'on-demand', label: 'On demand, price list' },
  { value: 'spot', label: 'Spot, price list' },
  { value: 'reserved', label: 'Reserved for a year' },
  { value: 'document', label: 'As in the documents' }
]

const ranks: readonly { readonly value: PlanRank; readonly label: string }[] = [
  { value: 'both', label: 'Best by both' },
  { value: 'time', label: 'Fastest' },
  { value: 'cost', label: 'Cheapest' }
]

type Workflow = 'relion' | 'queue' | 'own'

/** Which steps are planned. `own`: another list, of a plan that was saved by the command. */
function workflowOf(steps: readonly PlanStepId[] | undefined): Workflow {
  if (steps === undefined) return 'relion'
  return steps.length === 1 && steps[0] === 'queue' ? 'queue' : 'own'
}

const workflows: readonly { readonly value: Workflow; readonly label: string }[] = [
  { value: 'relion', label: 'RELION, step by step' },
  { value: 'queue', label: 'cryoSPARC queue' }
]

/** Takes away the noise of a division: 0.30000000000000004 is 0.3. */
const plain = (value: number): number => Number(value.toPrecision(12))

/** The figure of the benchmark, where it is known. */
function likeBenchmark(value: number | null | undefined): string {
  return value === null || value === undefined ? 'measured' : formatCount(value)
}

interface FieldsProps {
  readonly draft: PlanDraft
  readonly onDraft: (next: PlanDraft) => void
}

function WorkflowField({ draft, onDraft }: FieldsProps): ReactNode {
  const { steps } = draft.question
  const workflow = workflowOf(steps)
  const own = { value: 'own' as const, label: countOf(steps?.length ?? 0, 'chosen step') }
  const choose = (next: Workflow): void => {
    if (next !== 'own') onDraft(withQuestion(draft, { steps: next === 'queue' ? ['queue'] : undefined }))
  }
  return (
    <Select
      label='Workflow'
      value={workflow}
      options={workflow === 'own' ? [...workflows, own] : workflows}
      onChange={choose}
    />
  )
}

function DataFields({ draft, onDraft, benchmark }: FieldsProps & Pick<InputsPanelProps, 'benchmark'>): ReactNode {
  const { movies, particles, boxSize } = draft.question.dataset ?? {}
  return (
    <>
      <h2 className={styles.group}>Your data</h2>
      <div className={styles.pair}>
        <PlanNumber
          label='Movies'
          rule={rules.movies}
          value={movies}
          placeholder={likeBenchmark(benchmark?.movies)}
          onChange={value => onDraft(withDataset(draft, { movies: value }))}
        />
        <PlanNumber
          label='Particles'
          rule={rules.movies}
          value={particles}
          placeholder={likeBenchmark(benchmark?.particles)}
          onChange={value => onDraft(withDataset(draft, { particles: value }))}
        />
      </div>
      <PlanNumber
        label='Box size'
        unit='px'
        rule={rules.boxSize}
        value={boxSize}
        placeholder={likeBenchmark(benchmark?.boxSize)}
        onChange={value => onDraft(withDataset(draft, { boxSize: value }))}
      />
      <Unconfirmed benchmark={benchmark} />
      <BenchmarkData {...{ draft, onDraft, benchmark }} />
    </>
  )
}

/** Says that a figure shown in an empty field stands in for one that the document does not print. */
export function Unconfirmed({ benchmark }: Pick<InputsPanelProps, 'benchmark'>): ReactNode {
  const { movies, particles } = benchmark?.unconfirmed ?? {}
  const whys = [movies && `Movies: ${movies}.`, particles && `Particles: ${particles}.`].filter(Boolean)
  if (whys.length === 0) return null
  const names = [movies && 'movies', particles && 'particles'].filter(Boolean)
  return (
    <p className='sm dim' title={whys.join(' ')}>
      The benchmark's {names.join(' and ')}: unconfirmed
    </p>
  )
}

/** Sizes of the benchmark's own data: its document prints few of them, and somebody may know better. */
function BenchmarkData({ draft, onDraft, benchmark }: FieldsProps & Pick<InputsPanelProps, 'benchmark'>): ReactNode {
  const own = draft.question.benchmark ?? {}
  const like = (value: number | null | undefined): string =>
    value === null || value === undefined ? 'unknown' : formatCount(value)
  const field = (label: string, key: 'movies' | 'particles' | 'boxSize', rule: NumberRule): ReactNode => (
    <PlanNumber
      label={label}
      rule={rule}
      value={own[key]}
      placeholder={like(benchmark?.[key])}
      onChange={value => onDraft(withBenchmark(draft, { [key]: value }))}
    />
  )
  return (
    <Popover title="The benchmark's data" trigger={<Button size='small'>Benchmark's data…</Button>} side='right'>
      <div className={styles.form}>
        <p className='sm dim'>Yours are scaled from these. {benchmark?.note}</p>
        {field('Movies of the benchmark', 'movies', rules.movies)}
        {field('Particles of the benchmark', 'particles', rules.movies)}
        {field('Box size of the benchmark', 'boxSize', rules.boxSize)}
      </div>
    </Popover>
  )
}

function MachineFields({ draft, onDraft }: FieldsProps): ReactNode {
  const { leastGpus, pricing = 'on-demand', rank = 'both' } = draft.question
  return (
    <>
      <h2 className={styles.group}>Machines</h2>
      <PlanNumber
        label='GPUs of a machine, at least'
        rule={rules.gpus}
        value={leastGpus}
        placeholder='any'
        onChange={gpus => onDraft(withQuestion(draft, { leastGpus: gpus }))}
      />
      <Select
        label='Prices'
        value={pricing}
        options={pricings}
        onChange={chosen => onDraft(withQuestion(draft, { pricing: chosen }))}
      />
      <Select
        label='Chosen for each step'
        value={rank}
        options={ranks}
        onChange={chosen => onDraft(withQuestion(draft, { rank: chosen }))}
      />
    </>
  )
}

function LinkFields({ draft, onDraft }: FieldsProps): ReactNode {
  const { bytesPerSecond } = draft.transfer
  return (
    <>
      <h2 className={styles.group}>Data and link</h2>
      <PlanNumber
        label='Data of a day'
        unit='TB'
        rule={rules.bytesPerDay}
        value={plain(draft.storage.bytesPerDay / terabyte)}
        onChange={day => day !== undefined && onDraft(withStorage(draft, { bytesPerDay: day * terabyte }))}
      />
      <PlanNumber
        label='Link'
        unit='MB/s'
        rule={rules.link}
        value={bytesPerSecond === undefined ? undefined : plain(bytesPerSecond / megabyte)}
        placeholder='unknown'
        onChange={rate => onDraft(withRate(draft, rate === undefined ? undefined : rate * megabyte))}
      />
    </>
  )
}

export interface InputsPanelProps extends FieldsProps {
  /** Data of the benchmark; null while it is not known. */
  readonly benchmark: PlanSteps['dataset'] | null
}

/** One column of fields at the left. Empty ones mean the benchmark's own figures, so that nothing is scaled by them. */
export function InputsPanel({ draft, onDraft, benchmark }: InputsPanelProps): ReactNode {
  const empty = (): void => {
    onDraft(firstDraft)
    notify('The fields are as in the benchmark', { act: { label: 'Undo', onClick: () => onDraft(draft) } })
  }
  return (
    <section className={styles.inputs} aria-label='What is planned'>
      <WorkflowField {...{ draft, onDraft }} />
      <DataFields {...{ draft, onDraft, benchmark }} />
      <MachineFields {...{ draft, onDraft }} />
      <LinkFields {...{ draft, onDraft }} />
      <p className={styles.inputsFoot} title='An empty field is as in the benchmark'>
        <Button size='small' onClick={empty}>
          Back to the benchmark
        </Button>
      </p>
    </section>
  )
}
