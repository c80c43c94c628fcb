/** All links of a site, what its shells do without one, and its tunnels: the drawer behind the mark in the top bar. */
import type { ConnectionView, SiteView } from '@contract/sites'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Checkbox } from '../../../ui/checkbox'
import { Drawer } from '../../../ui/drawer'
import { SectionHead } from '../../../ui/page-bar'
import { Tag } from '../../../ui/tag'
import { FailureNote } from '../failure-note'
import { HostLink } from './host-link'
import styles from './links.module.css'
import { useTunnels } from './tunnel-feed'
import { TunnelList } from './tunnel-list'

export function LinksPanel(props: { site: SiteView; connections: readonly ConnectionView[]; onClose: () => void }) {
  const { site, connections, onClose } = props
  const name = site.label ?? site.name
  const feed = useTunnels()
  return (
    <Drawer
      label={`Links of ${name}`}
      title={
        <>
          <span className='cut'>{name}</span>
          {site.demo && <Tag>demo</Tag>}
        </>
      }
      onClose={onClose}
    >
      {site.hosts.map(host => (
        <HostLink
          key={host.name}
          site={site.name}
          host={host}
          link={connections.find(view => view.site === site.name && view.host === host.name)}
        />
      ))}
      <SectionHead title='Tunnels' line />
      <div className={styles.block}>
        <TunnelList site={site} feed={feed} />
      </div>
      <SectionHead title='Shells' line />
      <div className={styles.block}>
        <KeepShells site={site} />
      </div>
    </Drawer>
  )
}

/** Whether the hosts of a site keep its shells. */
export function KeepShells({ site }: { site: SiteView }) {
  const { busy, failure, run } = useAct()
  const { demo, ...record } = site
  const save = (keepShells: boolean): void =>
    void run(() => client.sites.save({ site: { ...record, keepShells }, replace: true }))
  return (
    <>
      <Checkbox
        label='Shells outlive the link'
        hint={
          demo
            ? 'The demo facility cannot be changed.'
            : 'New shells live in tmux, or screen, on hosts that have one, and are shown again when the link is back.'
        }
        checked={site.keepShells ?? false}
        disabled={busy || demo}
        onChange={save}
      />
      <FailureNote thrown={failure} />
    </>
  )
}
