/** Who one is in an account, what of Farscope's is there, what it costs, and what was left behind. */
import type { CloudInventory, CloudResource, CloudTarget } from '@contract/cloud'
import { sharedHint } from '@domain/cloud/identity'
import { sweptUnasked } from '@domain/cloud/orphans'
import { isMakeBelieve } from '@domain/cloud/profiles'
import { type ReactNode, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Age } from '../../../ui/age'
import { Button, IconButton } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { Banner } from '../../../ui/note'
import { PageBar } from '../../../ui/page-bar'
import { Segments } from '../../../ui/segments'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import styles from '../cloud.module.css'
import { ClustersList } from '../clusters/clusters-list'
import { MakeBelieveLine } from '../make-believe'
import { AccountBar } from './account-bar'
import { CheckDialog } from './check-dialog'
import { ResourcesList, type Shown } from './resources-list'
import { type ReviewedTarget, reviewedOf, SweepDialog } from './sweep-dialog'
import { type CloudView, lookMs, useCloud } from './use-cloud'

/** Of one account in one region: another choice begins anew. */
export function ResourcesPage({ target, visible }: { target: CloudTarget; visible: boolean }): ReactNode {
  return <Account key={`${target.profile} ${target.region}`} {...{ target, visible }} />
}

type RoomDialog = { is: 'check' } | { is: 'sweep'; resources: readonly CloudResource[]; target: ReviewedTarget }

function Account({ target, visible }: { target: CloudTarget; visible: boolean }): ReactNode {
  const view = useCloud(target, visible)
  const [dialog, setDialog] = useState<RoomDialog | null>(null)
  const [shown, setShown] = useState<Shown | 'clusters'>('all')
  const [filter, setFilter] = useState('')
  const { account, list, again } = view
  // What is asked next is of the place that is shown, whatever is chosen elsewhere in the meantime.
  const shownPlace = list ? placeOf(list) : target
  const orphans = (list?.resources ?? []).filter(sweptUnasked)
  const close = (): void => setDialog(null)
  // With what is reviewed: the list may be another's by the time it is confirmed.
  const review = (resources: readonly CloudResource[]): void => {
    if (list) setDialog({ is: 'sweep', resources, target: reviewedOf(list) })
  }
  return (
    <div className={styles.page}>
      <PageBar
        end={
          <>
            {list && <Age at={Date.parse(list.at)} every={lookMs} />}
            <IconButton icon='refresh' label='Ask again' onClick={again} />
            <TextField
              label='Filter'
              hideLabel
              icon='filter'
              placeholder='Filter'
              value={filter}
              onChange={setFilter}
            />
            <Button disabledReason={signInReason(view)} onClick={() => setDialog({ is: 'check' })}>
              Check…
            </Button>
            <Button
              disabledReason={orphans.length === 0 ? 'Nothing of yours was left behind.' : undefined}
              onClick={() => review(orphans)}
            >
              Delete what was left…
            </Button>
          </>
        }
      >
        <Segments
          label='What is shown'
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: 'All' },
            { value: 'orphans', label: 'Left behind' },
            { value: 'clusters', label: 'Clusters' }
          ]}
        />
      </PageBar>
      {account && <AccountBar account={account} onProfile={chooseProfile} onRegion={chooseRegion} />}
      <Problems view={view} />
      <Inside
        {...{ view, shown, filter, target: shownPlace }}
        onShowAll={() => {
          setFilter('')
          setShown('all')
        }}
        onDelete={review}
      />
      {dialog?.is === 'check' && <CheckDialog target={shownPlace} onClose={close} />}
      {dialog?.is === 'sweep' && (
        <SweepDialog target={dialog.target} resources={dialog.resources} onSwept={again} onClose={close} />
      )}
    </div>
  )
}

const placeOf = ({ profile, region }: CloudInventory): CloudTarget => ({ profile, region })

const signInReason = ({ account }: CloudView): string | undefined =>
  account?.identity ? undefined : 'You are not signed in to AWS.'

/** Each account has its own usual region. */
const chooseProfile = (cloudProfile: string | null): void =>
  void client.app.saveSettings({ cloudProfile, cloudRegion: null })
const chooseRegion = (cloudRegion: string): void => void client.app.saveSettings({ cloudRegion })

function Inside(props: {
  view: CloudView
  target: CloudTarget
  shown: Shown | 'clusters'
  filter: string
  onShowAll: () => void
  onDelete: (resources: readonly CloudResource[]) => void
}): ReactNode {
  const { account, list, failure } = props.view
  const { view: _view, target, shown, ...rest } = props
  if (account === null)
    return failure === null ? (
      <div className={styles.none}>
        <EmptyState>Asking AWS who you are.</EmptyState>
      </div>
    ) : (
      <NotThere failed />
    )
  if (account.identity === null && list === null) return <NotThere failed={account.profiles.length > 0} />
  if (shown === 'clusters')
    // The list is asked again each minute, and the clusters with it.
    return <ClustersList {...{ target, filter: rest.filter, askKey: list?.at ?? null, region: account.region }} />
  return <ResourcesList {...rest} shown={shown} list={list} region={account.region} />
}

/** Nothing can be listed: how to come to an account, where there is none. */
function NotThere({ failed }: { failed: boolean }): ReactNode {
  return (
    <div className={styles.none}>
      {failed ? <EmptyState>What is in the account stands here when you are signed in.</EmptyState> : noAccount}
    </div>
  )
}

const noAccount = (
  <EmptyState>
    No AWS account is set up on this computer. Make a profile in a terminal with <code>aws configure sso</code> or{' '}
    <code>aws configure</code>; it appears here. Farscope reads it there and keeps no key of its own.
  </EmptyState>
)

/** What could not be asked; the rest stands. */
function Problems({ view: { account, list, failure, again } }: { view: CloudView }): ReactNode {
  const acts = <Button onClick={again}>Ask again</Button>
  // Where nothing was ever set up nothing has failed: the page says how to begin.
  const nothingSetUp = account?.profiles.length === 0 && account.error?.code === 'auth-failed' && !account.endpoint
  const error = failure ?? (nothingSetUp ? null : account?.error)
  return (
    <>
      {error && (
        <Banner tone='error' acts={acts}>
          <b>{visibleName(error.message)}</b> {visibleName(error.hint)}
        </Banner>
      )}
      {account?.identity?.shared && (
        <Banner>
          <b>Others are {visibleName(account.identity.owner)} too.</b> {sharedHint}
        </Banner>
      )}
      {account && isMakeBelieve(account) && <MakeBelieveLine />}
      {(list?.problems ?? []).map(problem => (
        <Banner key={problem.what} acts={acts}>
          <b>The {problem.what} are unknown.</b> {visibleName(problem.error.message)} {visibleName(problem.error.hint)}
        </Banner>
      ))}
    </>
  )
}
