/** Which files of the project a job of RELION reads: what its options name, and what their tables name in turn. */
import { Failure } from '../failure'
import { checkedPath, type RelionCloudJob } from './cloud-job'
import { type StarFile, starColumn } from './star'

export interface NamedFile {
  /** Below the project's folder. */
  readonly path: string
  /** What names it, for people: `--ref`, or a table with a column. */
  readonly by: string
  /** Without it the job fails; else it is taken along if it is there. */
  readonly needed: boolean
  /** What is in its table is read, too. */
  readonly read: boolean
}

/** These name no file of the project: outputs, folders of the machine, programs. */
const noInput =
  /^(o|odir|part_star|part_dir|pipeline_control|scratch_dir|gpu|j|pool|K|iter|sym|temp_dir|.*_exe|reuse_scratch)$/

/** What they name has to be there. */
const always: ReadonlySet<string> = new Set(
  `i ref solvent_mask solvent_mask2 gainref defect_file continue f mask mtf m1 m2 corr_mic reextract_data_star coord_list
  multibody_masks helical_tubes`.split(/\s+/)
)

/** Of these the table itself is read and not what it names. */
const tableAlone: ReadonlySet<string> = new Set(['reextract_data_star', 'mtf'])

/** What the options of all commands name; `usage` where only a shell could say it. What is in the job's folder is there anyway. */
export function filesOfOptions({ commands }: RelionCloudJob): NamedFile[] {
  return commands.flatMap(({ options }) =>
    [...options].flatMap(([option, value]): NamedFile[] => {
      if (noInput.test(option) || value === '' || value === 'None') return []
      // `--ref gauss` is no path.
      const needed = always.has(option) && (value === null || /[./]/.test(value))
      if (value === null) {
        if (!needed) return []
        throw new Failure('usage', `--${option} is not written in plain words.`, {
          hint: 'Write the path itself: what a variable stands for is not known here.'
        })
      }
      if (needed && /[*?]/.test(value))
        throw new Failure('unsupported', `--${option} names files by a pattern: ${value.toWellFormed()}.`, {
          hint: 'Import them in RELION first, so that a STAR file names them.'
        })
      // A number, a list of numbers, a word: no file that the job was given.
      if (!needed && (!/[./]/.test(value) || /^[\d.,:-]+$/.test(value) || value.startsWith('/'))) return []
      const by = `--${option}`
      const file = { by, needed, read: !tableAlone.has(option) && value.endsWith('.star') }
      return [value, ...otherHalf(option, value)].map(path => ({ ...file, path: checkedPath(path, by) }))
    })
  )
}

/** `relion_postprocess` and `relion_postprocess_mpi --locres` read the second half map beside the first. */
function otherHalf(option: string, path: string): string[] {
  return option === 'i' && /half1_/.test(path) && path.endsWith('.mrc') ? [path.replace('half1_', 'half2_')] : []
}

const images = ['rlnImageName']
const movies = ['rlnMicrographMovieName', 'rlnMicrographGainName', 'rlnMicrographDefectFile']

/** Columns whose files a kind of job needs. What else a table names was needed by the job before. */
const columnsOf: Readonly<Record<string, readonly string[]>> = {
  MotionCorr: movies,
  CtfFind: ['rlnMicrographName'],
  AutoPick: ['rlnMicrographName'],
  Extract: ['rlnMicrographName', 'rlnMicrographCoordinates'],
  Class2D: images,
  Class3D: images,
  InitialModel: images,
  Refine3D: images,
  MultiBody: images,
  Subtract: images,
  CtfRefine: images,
  // The micrographs' own tables name the movies.
  Polish: ['rlnMicrographMetadata', ...movies],
  LocalRes: [],
  PostProcess: []
}

/** Of whatever job: an optimiser's own files, references, masks, half maps. */
const ofAll =
  `rlnModelStarFile rlnModelStarFile2 rlnExperimentalDataStarFile rlnOrientSamplingStarFile rlnSolventMaskName
  rlnSolventMask2Name rlnReferenceImage rlnUnfilteredMapHalf1 rlnUnfilteredMapHalf2 rlnMaskName rlnMtfFileName`.split(
    /\s+/
  )

/** Where the job runs as well without it. */
const spare: ReadonlySet<string> = new Set(['rlnMtfFileName', 'rlnMicrographDefectFile'])

/** What a table names that the job reads. Each path once. */
export function filesOfTable(star: StarFile, kind: string | null, { path: table, by }: NamedFile): NamedFile[] {
  const columns = [
    ...((kind === null ? undefined : columnsOf[kind]) ?? [...images, 'rlnMicrographName', ...movies]),
    ...ofAll
  ]
  const found = new Map<string, NamedFile>()
  for (const block of star.blocks)
    for (const column of columns) {
      const value = block.values.get(column)
      const values = block.table ? (starColumn(block.table, column) ?? []) : []
      for (const text of value === undefined ? values : [value]) {
        // `000012@Extract/job007/a.mrcs`: a picture of a stack.
        const path = text.slice(text.lastIndexOf('@') + 1)
        if (path === '' || path === 'None' || found.has(path)) continue
        const file = { by: `${column} in ${table}`, needed: !spare.has(column), read: path.endsWith('.star') }
        found.set(path, { ...file, path: checkedPath(path, `${column} of ${by}`) })
      }
    }
  return [...found.values()]
}
