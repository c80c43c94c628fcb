/** Every SLURM command by name. */
import type { CommandCode } from '../call'
import { sshare } from '../shares'
import { moduleCommand } from './module'
import { sacct } from './sacct'
import { sacctmgr } from './sacctmgr'
import { sbatch } from './sbatch'
import { scancel } from './scancel'
import { scontrol } from './scontrol'
import { sinfo } from './sinfo'
import { squeue } from './squeue'
import { srun } from './srun'
import { sstat } from './sstat'

export const commands: Record<string, CommandCode> = {
  ...{ sbatch, squeue, sacct, sinfo, scancel, scontrol, srun, sacctmgr, sshare, sstat },
  module: moduleCommand
}
