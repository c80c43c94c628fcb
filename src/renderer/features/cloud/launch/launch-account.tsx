/** In which account and region a run is launched: this run alone, the choice of the room stays. */
import type { CloudAccount, CloudTarget } from '@contract/cloud'
import { isMakeBelieve, makeBelieveWords } from '@domain/cloud/profiles'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { Note } from '../../../ui/note'
import { AccountChoice } from '../account-choice'
import { FailureWords } from '../failure-words'
import styles from './launch.module.css'

/** The region of a profile that names one, as the room has it; else that of the settings or of the environment. */
export function targetOfProfile({ profiles }: Pick<CloudAccount, 'profiles'>, profile: string | null): CloudTarget {
  const region = profiles.find(({ name }) => name === profile)?.region ?? undefined
  return { profile, ...(region !== undefined && { region }) }
}

export function LaunchAccount(props: { target: CloudTarget; onTarget: (target: CloudTarget) => void }): ReactNode {
  const { target, onTarget } = props
  const { answer, failure } = useAsked(JSON.stringify(target), signal => client.cloud.account(target, { signal }))
  if (answer === null) return failure && <FailureWords failure={failure} />
  const error = failure ?? answer.error
  return (
    <>
      <div className={styles.pair}>
        <AccountChoice
          account={{ ...answer, ...target }}
          onProfile={profile => onTarget(targetOfProfile(answer, profile))}
          onRegion={region => onTarget({ ...target, profile: answer.profile, region })}
        />
      </div>
      {error && <FailureWords failure={error} />}
      {isMakeBelieve(answer) && (
        <Note tone='ok' what={makeBelieveWords.what}>
          {makeBelieveWords.why}
        </Note>
      )}
    </>
  )
}
