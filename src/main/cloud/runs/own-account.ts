/** Whether one is signed in to the account that a run is in. */
import type { Run } from '@contract/cloud-runs'
import { demoProfileName } from '@domain/cloud/profiles'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'
import { whoAmI } from '../who-am-i'

/**
 * What another account does not know is not gone: the machine goes on, and costs. `conflict` there. A new make-believe
 * cloud has nothing of an earlier one, whatever its account.
 */
export async function requireAccount(
  link: CloudLink,
  { account, asked, profile }: Pick<Run, 'account' | 'asked' | 'profile'>,
  signal: AbortSignal
): Promise<void> {
  if (profile === demoProfileName) return
  const now = await whoAmI(link, signal)
  if (now.account === account) return
  throw new Failure(
    'conflict',
    `The run ${asked.name} is in account ${account}, and the sign-in is now that of account ${now.account}.`,
    { hint: 'Sign in to its account again: until then its machine can be neither seen nor ended.' }
  )
}
