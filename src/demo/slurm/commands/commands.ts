/** Every SLURM command by name. */
import type { CommandCode } from '../call'
import { sacct } from './sacct'
import { sacctmgr } from './sacctmgr'
import { sbatch } from './sbatch'
import { scancel } from './scancel'
import { scontrol } from './scontrol'
import { sinfo } from './sinfo'
import { squeue } from './squeue'
import { srun } from './srun'

export const commands: Record<string, CommandCode> = { sbatch, squeue, sacct, sinfo, scancel, scontrol, srun, sacctmgr }
