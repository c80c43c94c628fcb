/** The submission script that comes with the program, filled in as RELION does it (pipeline_jobs.cpp, saveJobSubmissionScript). */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const template = join(import.meta.dirname, '../../../resources/relion/farscope-cloud-submit.sh')

/** For two processes. `job`: its folder in the project, with a slash at its end. */
export async function filledIn(commands: readonly string[], job: string): Promise<string> {
  const values: Record<string, string> = {
    ...{ XXXmpinodesXXX: '2', XXXthreadsXXX: '4', XXXcoresXXX: '8', XXXdedicatedXXX: '1', XXXnodesXXX: '8' },
    ...{ XXXnameXXX: job, XXXerrfileXXX: `${job}run.err`, XXXoutfileXXX: `${job}run.out`, XXXqueueXXX: 'cloud' }
  }
  const lines = (await readFile(template, 'utf8')).split('\n').map(line => {
    const text = Object.entries(values).reduce((all, [name, value]) => all.replaceAll(name, value), line)
    return text.includes('XXXcommandXXX')
      ? commands.map(command => text.replace('XXXcommandXXX', () => command)).join('\n')
      : text
  })
  return `${lines.join('\n')}\n`
}
