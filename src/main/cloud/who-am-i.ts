import type { CloudIdentity } from '@contract/cloud'
import { ownerOf } from '@domain/cloud/identity'
import { Failure } from '@domain/failure'
import type { CloudLink } from './cloud-link'

/** Who one is in the account (STS, GetCallerIdentity, which needs no permission). */
export async function whoAmI(link: CloudLink, signal: AbortSignal | undefined): Promise<CloudIdentity> {
  const { Account, Arn } = await link.sts('ask AWS who you are', signal, (sts, options) =>
    sts.getCallerIdentity({}, options)
  )
  if (!Account || !Arn) throw new Failure('protocol', 'AWS does not say who you are.')
  return { account: Account, arn: Arn, ...ownerOf(Arn) }
}
