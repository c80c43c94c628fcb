/** Which account and region a command means. */
import { type CloudTarget, cloudTargetSchema } from '@contract/cloud'
import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'

export function cloudTarget(args: Arguments): CloudTarget {
  const [profile, region] = [args.text('profile'), args.text('region')]
  const read = cloudTargetSchema.safeParse({
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region })
  })
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Failure('usage', `--${issue?.path.join('.') ?? 'profile'} cannot be that.`, {
    hint: `It is ${issue?.message ?? 'a name'}.`
  })
}
