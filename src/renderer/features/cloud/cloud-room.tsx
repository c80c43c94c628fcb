/** The cloud room: its runs, what they cost, and what of Farscope's is in the account. */
import type { Settings } from '@contract/app'
import type { CloudTarget } from '@contract/cloud'
import type { AskedRun, Run } from '@contract/cloud-runs'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useEffect, useState } from 'react'
import { Tabs } from '../../ui/tabs'
import styles from './cloud.module.css'
import type { CloudRequest } from './cloud-request'
import { chosenTarget } from './cloud-target'
import { LaunchDialog } from './launch/launch-dialog'
import type { SessionChoice } from './launch/launch-part'
import { ResourcesPage } from './resources/resources-page'
import { RunsPage } from './runs/runs-page'
import { SpendPage } from './spend/spend-page'

const tabs = [
  { id: 'runs', label: 'Runs' },
  { id: 'spend', label: 'Spend' },
  { id: 'resources', label: 'Resources' }
] as const
type Page = (typeof tabs)[number]['id']

export interface CloudRoomProps {
  readonly settings: Pick<Settings, 'cloudProfile' | 'cloudRegion'>
  readonly sites: readonly SiteView[]
  /** Booked sessions that a run can belong to; the first is the one that runs, if one does. */
  readonly sessions: readonly (SessionChoice & { readonly running: boolean })[]
  readonly visible: boolean
  readonly request: CloudRequest | undefined
  readonly onOpenFolder: (site: string, path: string) => void
  readonly onOpenTerminal: (site: string, folder?: string) => void
}

/** What the launch dialog begins with; again where an earlier run was. */
interface Launching {
  readonly filled: Partial<AskedRun>
  readonly notes: readonly string[]
  readonly target: CloudTarget
}

/** The choice of account is a setting, so the command and the next window have it too. */
export function CloudRoom(props: CloudRoomProps): ReactNode {
  const { settings, sites, sessions, visible, request, onOpenFolder, onOpenTerminal } = props
  const target = chosenTarget(settings)
  const [page, setPage] = useState<Page>('runs')
  const [runAt, setRunAt] = useState<{ id: string; nonce: number }>()
  const [launching, setLaunching] = useState<Launching | null>(null)
  const running = sessions.find(one => one.running)?.uid
  const launch = (filled: Partial<AskedRun>, notes: readonly string[] = [], place: CloudTarget = target): void =>
    setLaunching({ filled: { ...(running !== undefined && { session: running }), ...filled }, notes, target: place })
  const launchLike = (like: Run | undefined): void =>
    like ? launch(like.asked, [], { profile: like.profile, region: like.region }) : launch({})
  const show = (id: string, nonce: number): void => {
    setPage('runs')
    setRunAt({ id, nonce })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: one request is answered once
  useEffect(() => {
    if (request?.kind === 'run') show(request.id, request.nonce)
    else if (request?.kind === 'launch') launch(request.filled, request.notes)
    else if (request?.kind === 'spend') setPage('spend')
  }, [request?.nonce])
  return (
    <>
      <h1 className='spoken'>Cloud</h1>
      <Tabs
        label='Pages of the cloud'
        tabs={tabs}
        value={page}
        onChange={id => setPage(tabs.find(tab => tab.id === id)?.id ?? 'runs')}
      >
        <div className={styles.page} hidden={page !== 'runs'}>
          <RunsPage
            {...{ runAt, onOpenFolder, onOpenTerminal }}
            visible={visible && page === 'runs'}
            busy={launching !== null}
            onLaunch={launchLike}
          />
        </div>
        {page === 'spend' && <SpendPage visible={visible} />}
        {page === 'resources' && <ResourcesPage {...{ target, visible }} />}
      </Tabs>
      {launching && (
        <LaunchDialog
          {...{ sites, sessions }}
          {...launching}
          onLaunched={({ id }) => show(id, Date.now())}
          onClose={() => setLaunching(null)}
        />
      )}
    </>
  )
}
