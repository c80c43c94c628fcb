/** Whether two jobs are told alike. */
import type { Job } from '@contract/jobs'
import { jobSchema, taskCountsSchema } from '@contract/jobs'

const taskKeys = taskCountsSchema.keyof().options
const plainKeys = jobSchema.omit({ tasks: true }).keyof().options

/** All fields alike. Cheap enough for each of 100,000 jobs at each poll: no text is made. */
export function sameJob(one: Job, other: Job): boolean {
  if (one === other) return true
  if (plainKeys.some(key => one[key] !== other[key])) return false
  const { tasks } = one
  const others = other.tasks
  if (!tasks || !others) return tasks === others
  return taskKeys.every(key => tasks[key] === others[key])
}
