/** What a RELION job is and where it keeps its files, by its batch script. */

/** Unquotes one sh word as RELION and our templates write it; null where it has anything that a shell would work out. */
function plainWord(word: string): string | null {
  const text = word.replace(
    /'([^']*)'|"([^"$`\\]*)"|\\(.)/g,
    (_, single, double, escaped) => single ?? double ?? escaped
  )
  return /[$`]/.test(word.replace(/'[^']*'/g, '')) || text === '' ? null : text
}

/** What follows `option` in the script's command as one plain word; the last one counts. Null where there is none. */
function optionValue(script: string, option: string): string | null {
  let value: string | null = null
  const form = new RegExp(`(?:^|\\s)'?--${option}'?[ \\t]+((?:'[^']*'|"[^"\\n]*"|\\\\.|[^\\s'"\\\\;|&<>])+)`, 'g')
  for (const [, word = ''] of script.matchAll(form)) value = plainWord(word) ?? value
  return value
}

const inFolder = (path: string, workDir: string | null): string | null =>
  path.startsWith('/') ? path : workDir === null ? null : `${workDir.replace(/\/+$/, '')}/${path}`

/**
 * The folder behind `--pipeline_control`, which every job of RELION's pipeline has (pipeline_jobs.cpp,
 * prepareFinalCommand); the last one counts. Null where the script has none. A relative one starts in `workDir`.
 */
export function relionFolder(script: string, workDir: string | null): string | null {
  const folder = optionValue(script, 'pipeline_control')
  return folder === null ? null : inFolder(folder.replace(/(?<=[^/])\/+$/, ''), workDir)
}

/** The table of micrographs or movies that the job works on (`--i`); null where it is a wildcard or unknown. */
export function relionInput(script: string, workDir: string | null): string | null {
  const input = optionValue(script, 'i')
  return input?.endsWith('.star') && !/[*?]/.test(input) ? inFolder(input, workDir) : null
}

/** Folders of the kinds of job (pipeline_jobs.h, PROC_…_DIRNAME of 3.1 and 4.0). */
const kinds: ReadonlySet<string> = new Set(
  `Import MotionCorr CtfFind ManualPick AutoPick Extract Sort Select Class2D Class3D Refine3D MultiBody Polish CtfRefine
  MaskCreate JoinStar Subtract PostProcess LocalRes InitialModel MovieRefine External`.split(/\s+/)
)

const programs: readonly (readonly [program: RegExp, kind: string])[] = [
  [/\brelion_run_motioncorr(_mpi)?\b/, 'MotionCorr'],
  [/\brelion_run_ctffind(_mpi)?\b/, 'CtfFind'],
  [/\brelion_autopick(_mpi)?\b/, 'AutoPick'],
  [/\brelion_preprocess(_mpi)?\b/, 'Extract'],
  [/\brelion_ctf_refine(_mpi)?\b/, 'CtfRefine'],
  [/\brelion_motion_refine(_mpi)?\b/, 'Polish'],
  [/\brelion_postprocess(_mpi)?\b/, 'PostProcess']
]

/** RELION's word for the kind of job: by its folder, which is named after it, else by its command. */
export function relionKind(script: string, folder: string): string | null {
  const named = /(?:^|\/)([A-Za-z0-9]+)\/job\d+$/.exec(folder)?.[1]
  if (named !== undefined && kinds.has(named)) return named
  const program = programs.find(([form]) => form.test(script))
  if (program) return program[1]
  if (!/\brelion_refine(_mpi)?\b/.test(script)) return null
  if (/--auto_refine\b/.test(script)) return 'Refine3D'
  if (/--denovo_3dref\b|--grad\b|--sgd\b/.test(script)) return 'InitialModel'
  return /--ref\b/.test(script) ? 'Class3D' : 'Class2D'
}
