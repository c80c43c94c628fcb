/**
 * RELION's own folder of the job that a run does: its buttons read and write these files (RELION's pipeline_control.h
 * and its documentation of external jobs). `RELION_JOB_ABORT_NOW` asks a job to end; one that ends leaves exactly one of
 * `RELION_JOB_EXIT_SUCCESS`, `…_FAILURE` and `…_ABORTED`, and none of the request.
 */
import { access, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { abortMark, type ExitMark, exitMarks } from '@domain/relion/exit-marks'
import { writeFailure } from './run-folder'

/** Whether its abort button was pressed. */
export async function abortAsked(folder: string): Promise<boolean> {
  try {
    await access(join(folder, abortMark))
    return true
  } catch {
    return false
  }
}

/** What is left of earlier ends goes first: RELION takes the first that it finds. */
export async function clearMarks(folder: string): Promise<void> {
  for (const mark of exitMarks) await rm(join(folder, mark), { force: true })
}

/** The last thing that is written. */
export async function writeMark(folder: string, mark: ExitMark): Promise<void> {
  const file = join(folder, mark)
  try {
    await mkdir(folder, { recursive: true })
    await clearMarks(folder)
    await rm(join(folder, abortMark), { force: true })
    const handle = await open(file, 'w')
    await handle.close()
  } catch (thrown) {
    throw writeFailure(thrown, file)
  }
}
