/** Which account and region are looked at, and who one is there. */
import type { CloudAccount } from '@contract/cloud'
import type { ReactNode } from 'react'
import { visibleName } from '../../../ui/visible-name'
import { AccountChoice, type AccountChoiceProps } from '../account-choice'
import styles from '../cloud.module.css'

export function AccountBar(
  props: Omit<AccountChoiceProps, 'account' | 'className'> & { readonly account: CloudAccount }
): ReactNode {
  const { account, onProfile, onRegion } = props
  const { identity, endpoint } = account
  return (
    <div className={styles.account}>
      <AccountChoice {...{ account, onProfile, onRegion }} className={styles.choice} />
      <dl className={styles.who}>
        <div>
          <dt>Account</dt>
          <dd>{identity ? visibleName(identity.account) : 'not signed in'}</dd>
        </div>
        <div className={styles.wide}>
          <dt>You are</dt>
          <dd className='cut' title={identity ? visibleName(identity.arn) : undefined}>
            {identity ? visibleName(identity.owner) : 'unknown'}
            {identity?.shared && ' (shared)'}
          </dd>
        </div>
        {endpoint !== null && (
          <div className={styles.wide}>
            <dt>Address</dt>
            <dd className='cut'>{visibleName(endpoint)}</dd>
          </div>
        )}
      </dl>
    </div>
  )
}
