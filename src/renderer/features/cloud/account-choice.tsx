/** Which profile of this computer, and which region. */
import type { CloudAccount } from '@contract/cloud'
import { usualRegions } from '@domain/cloud/regions'
import type { ReactNode } from 'react'
import { Select, type SelectOption } from '../../ui/select'
import { visibleName } from '../../ui/visible-name'
import { signInWords } from './cloud-words'

export interface AccountChoiceProps {
  readonly account: Pick<CloudAccount, 'profile' | 'profiles' | 'region'>
  /** Null: as the tools of AWS choose. */
  readonly onProfile: (profile: string | null) => void
  readonly onRegion: (region: string) => void
  readonly className?: string | undefined
}

/** No profile has this name: it would end the heading. */
const asTheToolsChoose = ']'

export function AccountChoice({ account, onProfile, onRegion, className }: AccountChoiceProps): ReactNode {
  const { profile, profiles, region } = account
  return (
    <>
      <Select
        label='Profile'
        {...(className !== undefined && { className })}
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
        {...(className !== undefined && { className })}
        value={region}
        onChange={onRegion}
        options={regionOptions(region)}
      />
    </>
  )
}

function regionOptions(chosen: string): readonly SelectOption<string>[] {
  const options = usualRegions.map(([code, place]) => ({ value: code, label: code, detail: place }))
  const known = options.some(({ value }) => value === chosen)
  return known ? options : [{ value: chosen, label: visibleName(chosen) }, ...options]
}
