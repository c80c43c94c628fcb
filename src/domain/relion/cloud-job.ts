/** A job of RELION as a run in the cloud: its folder, its step of the planner, the machine that suits it. */
import type { PlanStepId } from '@contract/plan-steps'
import { Failure } from '../failure'
import { relionKind } from './job-folder'
import { type RelionCommand, relionCommands } from './script-commands'
import { type MachineNeed, suitableTypes } from './suitable-machine'

export interface RelionCloudJob {
  readonly commands: readonly RelionCommand[]
  /** `Class2D`; null: RELION has no word for it. */
  readonly kind: string | null
  /** Of the job, below the project's folder, without a slash at its end: `Class2D/job012`. */
  readonly folder: string
  /** Null: the planner knows no such step. */
  readonly step: PlanStepId | null
  readonly needs: MachineNeed
  /** In the order in which they are tried. */
  readonly types: readonly string[]
}

const steps: Readonly<Record<string, PlanStepId>> = {
  MotionCorr: 'movie-alignment',
  CtfFind: 'ctf',
  AutoPick: 'autopick',
  Extract: 'extract',
  Class2D: 'class2d',
  InitialModel: 'class3d',
  Class3D: 'class3d',
  Refine3D: 'refine3d-first',
  MultiBody: 'refine3d-last',
  MovieRefine: 'movie-refine',
  Polish: 'polish'
}

/** Null: no program of RELION is called. `usage`: RELION is, but it cannot be told where its job is, or bash is not meant. */
export function relionCloudJob(script: string): RelionCloudJob | null {
  const commands = relionCommands(script)
  if (commands.length === 0) {
    if (script.includes('XXXcommandXXX')) throw notFilledIn
    return null
  }
  const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(script)
  const shell = [interpreter?.[1], interpreter?.[2]].find(word => /(?:^|\/)\w*sh$/.test(word ?? ''))
  if (interpreter && !/(?:^|\/)(?:ba|da|)sh$/.test(shell ?? ''))
    throw new Failure('usage', 'The submission script is not one for bash.', {
      hint: 'Runs in the cloud take a script for bash: see farscope-cloud-submit.sh.'
    })
  const folder = jobFolder(commands)
  const kind = relionKind(script, folder)
  const needs = machineNeed(commands)
  return {
    commands,
    kind,
    folder,
    step: (kind === null ? undefined : steps[kind]) ?? null,
    needs,
    types: suitableTypes(needs)
  }
}

const notFilledIn = new Failure('usage', 'This is the template itself, not a script that RELION has filled in.', {
  hint: 'Name it in RELION as the standard submission script; RELION then hands over the filled-in one.'
})

/**
 * The folder behind `--pipeline_control`, which RELION from 3.0 on adds to each of its commands (pipeline_jobs.cpp,
 * prepareFinalCommand), else that of `--o`.
 */
function jobFolder(commands: readonly RelionCommand[]): string {
  const named = new Set(
    commands.flatMap(({ options }) => folderOf(options) || []).map(folder => checkedPath(folder, 'The job'))
  )
  const [folder] = named
  if (folder === undefined)
    throw new Failure('usage', 'The script does not say in plain words which job it is.', {
      hint: 'Its commands need --pipeline_control or --o with a folder of the project.'
    })
  if (named.size > 1)
    throw new Failure('usage', `The script is of several jobs: ${[...named].join(', ')}.`, {
      hint: 'A run in the cloud is one job.'
    })
  return folder
}

function folderOf(options: RelionCommand['options']): string | null {
  const control = options.get('pipeline_control')
  if (control) return control
  const output = options.get('o') || options.get('odir')
  if (!output) return null
  // `Class2D/job012/run` names the beginning of files, `MotionCorr/job002/` a folder.
  return output.endsWith('/') ? output : output.slice(0, Math.max(0, output.lastIndexOf('/')))
}

/** A path below the project's folder, without `.` and empty parts. On the machine there is nothing above it. */
export function checkedPath(path: string, what: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (!path.startsWith('/') && !parts.includes('..') && parts.length > 0) return parts.join('/')
  throw new Failure('unsupported', `${what} is at ${path.toWellFormed()}, which is not below the project's folder.`, {
    hint: 'On the machine there is the project alone: link it into the project and name it by that link.'
  })
}

function machineNeed(commands: readonly RelionCommand[]): MachineNeed {
  const each = commands.map(({ options, processes, program }) => {
    const threads = Number(options.get('j') || 1) || 1
    const count = processes ?? (program.endsWith('_mpi') ? 3 : 1)
    return { cores: count * threads, gpus: options.has('gpu') ? gpusOf(options.get('gpu') ?? '', count) : 0 }
  })
  return {
    cores: Math.max(...each.map(({ cores }) => cores)),
    gpus: Math.max(...each.map(({ gpus }) => gpus)),
    memory: commands.some(({ program }) => program.startsWith('relion_motion_refine')) ? 'much' : 'usual'
  }
}

/**
 * The highest GPU that is named (`0,1:2,3`), else one for each process that computes: the first one only leads
 * (RELION, "GPU acceleration": --gpu). More than eight no machine has.
 */
function gpusOf(named: string, processes: number): number {
  const numbers = (named.match(/\d+/g) ?? []).map(Number)
  const count = numbers.length > 0 ? Math.max(...numbers) + 1 : Math.max(1, processes - 1)
  return Math.min(count, 8)
}
