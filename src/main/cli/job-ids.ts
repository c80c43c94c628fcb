/** The ids of jobs that a command line names. */
import { jobIdSchema } from '@contract/job-id'
import { Failure } from '@domain/failure'

/** The ids; throws `usage` for the first that is none. */
export function jobIds(words: readonly string[]): string[] {
  const wrong = words.find(id => !jobIdSchema.safeParse(id).success)
  if (wrong === undefined) return [...words]
  throw new Failure('usage', `"${wrong.toWellFormed()}" is no job id.`, {
    hint: 'Write a job id such as 123 or 123_4.'
  })
}
