/** Which account and region are looked at, and who one is there. */
import type { CloudAccount } from '@contract/cloud'
import { usualRegions } from '@domain/cloud/regions'
import type { ReactNode } from 'react'
import { Select, type SelectOption } from '../../../ui/select'
import { visibleName } from '../../../ui/visible-name'
import styles from '../cloud.module.css'
import { signInWords } from '../cloud-words'

/** No profile has this name: it would end the heading. */
const asTheToolsChoose = ']'

export function AccountBar(props: {
  account: CloudAccount
  onProfile: (profile: string | null) => void
  onRegion: (region: string) => void
}): ReactNode {
  const { account, onProfile, onRegion } = props
  const { profile, profiles, region, identity, endpoint } = account
  return (
    <div className={styles.account}>
      <Select
        label='Profile'
        className={styles.choice}
        value={profile ?? asTheToolsChoose}
        onChange={chosen => onProfile(chosen === asTheToolsChoose ? null : chosen)}
        options={[
          { value: asTheToolsChoose, label: 'As the AWS tools choose' },
          ...profiles.map(({ name, signIn }) => ({
            ...{ value: name, label: visibleName(name) },
            detail: signInWords[signIn]
          }))
        ]}
      />
      <Select
        label='Region'
        className={styles.choice}
        value={region}
        onChange={onRegion}
        options={regionOptions(region)}
      />
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

function regionOptions(chosen: string): readonly SelectOption<string>[] {
  const options = usualRegions.map(([code, place]) => ({ value: code, label: code, detail: place }))
  const known = options.some(({ value }) => value === chosen)
  return known ? options : [{ value: chosen, label: visibleName(chosen) }, ...options]
}
