/** The tunnels of a site, live. */
import type { SiteView } from '@contract/sites'
import type { TunnelView } from '@contract/tunnels'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Button, IconButton } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { EmptyState } from '../../../ui/empty-state'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { FailureNote } from '../failure-note'
import styles from './links.module.css'
import { TunnelDialog } from './tunnel-dialog'
import type { TunnelFeed } from './tunnel-feed'
import { copyText, openToText, trafficText, tunnelMarks, tunnelWay } from './tunnel-words'

type Asked = { readonly act: 'edit' | 'remove'; readonly view: TunnelView } | { readonly act: 'add' }

export function TunnelList({ site, feed }: { site: SiteView; feed: TunnelFeed }) {
  const tunnels = feed.tunnels?.filter(view => view.site === site.name) ?? null
  const [asked, setAsked] = useState<Asked | null>(null)
  const { failure, run } = useAct()
  const taken = (tunnels ?? []).map(({ tunnel }) => tunnel.name)
  const close = (): void => setAsked(null)
  const add = (
    <Button size='small' icon='plus' onClick={() => setAsked({ act: 'add' })}>
      Add a tunnel…
    </Button>
  )
  return (
    <>
      {tunnels?.length === 0 && <EmptyState act={add}>Tunnels to places behind this site stand here.</EmptyState>}
      {tunnels && tunnels.length > 0 && (
        <ul className={styles.tunnels} aria-label='Tunnels'>
          {tunnels.map((view, place) => (
            // Those that a command holds may share a name.
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is not enough, see above
            <TunnelRow key={`${view.tunnel.name} ${place}`} view={view} isDemo={site.demo} onAsk={setAsked} />
          ))}
        </ul>
      )}
      {tunnels && tunnels.length > 0 && add}
      <FailureNote thrown={failure ?? feed.failure} />
      {asked && asked.act !== 'remove' && (
        <TunnelDialog
          site={site}
          taken={taken}
          before={asked.act === 'edit' ? asked.view : undefined}
          onClose={close}
        />
      )}
      {asked?.act === 'remove' && (
        <ConfirmDialog
          open
          onClose={close}
          title={`Remove the tunnel ${asked.view.tunnel.name}?`}
          confirmLabel='Remove the tunnel'
          onConfirm={() => void run(() => client.tunnels.remove({ site: site.name, name: asked.view.tunnel.name }))}
        >
          What goes through it now ends.
        </ConfirmDialog>
      )}
    </>
  )
}

function TunnelRow(props: { view: TunnelView; isDemo: boolean; onAsk: (asked: Asked) => void }) {
  const { view, isDemo, onAsk } = props
  const { site, tunnel, state, saved } = view
  const { mark, words } = tunnelMarks[state]
  const { failure, run } = useAct()
  const named = { site, name: tunnel.name }
  const runs = state === 'listening' || state === 'waiting' || state === 'starting'
  const ours = saved || (isDemo && !tunnel.name.startsWith('ssh-config-'))
  const facts = [words, openToText(tunnel), trafficText(view)].filter(text => text !== '').join(' · ')
  return (
    <li className={styles.tunnel}>
      <div className={styles.tunnelHead}>
        <StateMark state={mark} label='' />
        <b className='cut'>{tunnel.name}</b>
        {!saved && (
          <Tag title={ours ? 'Gone when the demo ends.' : 'Not kept by Farscope.'}>{originWord(view, ours)}</Tag>
        )}
        {tunnel.start === 'connection' && ours && (
          <Tag title='Opened whenever its host is connected.'>with the link</Tag>
        )}
        <span className='grow' />
        {state === 'listening' && (
          <IconButton
            icon='copy'
            label={`Copy the address ${copyText(view)}`}
            onClick={() => void navigator.clipboard.writeText(copyText(view))}
          />
        )}
        {runs ? (
          <IconButton
            icon='stop'
            label={`Stop ${tunnel.name}`}
            onClick={() => void run(() => client.tunnels.stop(named))}
          />
        ) : (
          <IconButton
            icon='play'
            label={`Start ${tunnel.name}`}
            onClick={() => void run(() => client.tunnels.start(named))}
          />
        )}
        {ours && (
          <IconButton icon='edit' label={`Change ${tunnel.name}…`} onClick={() => onAsk({ act: 'edit', view })} />
        )}
        {ours && (
          <IconButton icon='trash' label={`Remove ${tunnel.name}…`} onClick={() => onAsk({ act: 'remove', view })} />
        )}
      </div>
      <div className={styles.way}>{tunnelWay(view)}</div>
      <div className={styles.facts}>{facts}</div>
      {view.error && state !== 'waiting' ? (
        <div className={styles.trouble} role='alert'>
          {view.error.message} {view.error.hint}
        </div>
      ) : (
        <FailureNote thrown={failure} />
      )}
    </li>
  )
}

/** Where one comes from that the site's record does not hold. */
function originWord({ tunnel }: TunnelView, ours: boolean): string {
  if (ours) return 'for this run'
  return tunnel.name.startsWith('ssh-config-') ? '~/.ssh/config' : 'of a command'
}
