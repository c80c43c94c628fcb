/** A step of a plan as the beginning of a run in the cloud: machine, time, a command to fill in. */
import { type AskedRun, machineLife } from '@contract/cloud-runs'
import type { PlannedRun, PlanStepId } from '@contract/plan-steps'
import { Failure } from '../failure'
import { suitableTypes } from '../relion/suitable-machine'

/** As long again, half of it: the plan's hours are those of another dataset on another day. */
const spareTime = 1.5
/** Of a step whose time nobody knows. Hours. */
const unknownHours = 12

/** What a type of the plan is today; undefined: its table does not know it. */
export interface TypeFacts {
  readonly offered: boolean
  readonly vcpus: number | null
  readonly gpus: { readonly count: number } | null
}

export interface RunDraft extends Pick<AskedRun, 'name' | 'types' | 'spot' | 'maxSeconds' | 'command'> {
  readonly step: PlanStepId
  /** What should be known of it, as sentences. */
  readonly notes: readonly string[]
}

/** `plan`: its name; `label`: of the step. `unsupported` where the plan has the step on a machine of one's own. */
export function draftOfPlan(plan: string, label: string, run: PlannedRun, facts: TypeFacts | undefined): RunDraft {
  const { step, type, machine, spot, vms, hours } = run
  if (type === null)
    throw new Failure('unsupported', `The plan has ${label} on ${machine}, which is no machine of the cloud.`, {
      hint: 'Choose a machine of EC2 for it in the plan.'
    })
  const gone = facts?.offered === false
  const types = gone
    ? suitableTypes({ cores: Math.ceil((facts.vcpus ?? 8) / 2), gpus: facts.gpus?.count ?? 0, memory: 'usual' })
    : [type]
  const seconds = Math.ceil((hours ?? unknownHours) * vms * (hours === null ? 1 : spareTime) * 3600)
  const notes = [
    ...(gone ? [`EC2 no longer has ${type}; ${types[0]} stands in for it, and the plan's hours are not its own.`] : []),
    ...(vms > 1 ? [`The plan has ${vms} machines at once; a run is one, with the time of all.`] : []),
    ...(hours === null ? [`How long it takes is unknown: ${unknownHours} hours at most are a guess.`] : []),
    ...(seconds > machineLife.most ? ['A machine lives 14 days at most.'] : [])
  ]
  return {
    ...{ name: `${plan}: ${label}`.slice(0, 200), step, types: [...types], spot, notes },
    maxSeconds: Math.min(machineLife.most, Math.max(machineLife.least, seconds)),
    command: commandTemplate(step)
  }
}

const refine = (rest: string): string =>
  `mpirun -n 2 relion_refine_mpi --i <PARTICLES.star> --ctf --particle_diameter <ANGSTROM> ${rest} --j 4 --gpu ""`

/** The usual command of a step; the shell takes what stands in `<…>` for a file that is not there, so nothing runs unfilled. */
const templates: Partial<Record<PlanStepId, string>> = {
  'movie-alignment': 'relion_run_motioncorr --i <MOVIES.star> --o MotionCorr/job001/ --use_own --dose_weighting --j 16',
  ctf: 'mpirun -n 8 relion_run_ctffind_mpi --i <MICROGRAPHS.star> --o CtfFind/job001/ --is_ctffind4',
  autopick: 'relion_autopick --i <MICROGRAPHS.star> --odir AutoPick/job001/ --ref <REFERENCES.star> --gpu ""',
  extract:
    'mpirun -n 8 relion_preprocess_mpi --i <MICROGRAPHS.star> --part_star Extract/job001/particles.star --part_dir Extract/job001/ --extract --extract_size <PIXELS>',
  class2d: refine('--o Class2D/job001/run --K 50 --iter 25 --tau2_fudge 2 --zero_mask'),
  class3d: refine('--o Class3D/job001/run --ref <MAP.mrc> --K 4 --iter 25 --tau2_fudge 4 --zero_mask'),
  'refine3d-first': refine('--o Refine3D/job001/run --ref <MAP.mrc> --auto_refine --split_random_halves --zero_mask'),
  'refine3d-last': refine('--o Refine3D/job001/run --ref <MAP.mrc> --auto_refine --split_random_halves --zero_mask'),
  polish:
    'relion_motion_refine --i <PARTICLES.star> --f <POSTPROCESS.star> --corr_mic <MICROGRAPHS.star> --o Polish/job001/ --combine_frames --j 16'
}

const commandTemplate = (step: PlanStepId): string => `${templates[step] ?? '<COMMAND>'}\n`
