/** The link to one host: how it stands, what it carries, and what can be done about it. */
import type { ConnectionView, SiteHost } from '@contract/sites'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Age } from '../../../ui/age'
import { Button } from '../../../ui/button'
import { formatDuration, unknown } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { type Fact, Facts } from '../../../ui/page-bar'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { useNow } from '../../../ui/use-now'
import { FailureNote } from '../failure-note'
import { bytesText, channelsText, linkState, loginsText, retrySentence, stateSentence, wayText } from './link-words'
import styles from './links.module.css'

/** Milliseconds between two measurements of the round trip, as a link makes them when nothing else is asked of it. */
const pulseMs = 15_000

export function HostLink({ site, host, link }: { site: string; host: SiteHost; link: ConnectionView | undefined }) {
  const now = useNow()
  const { mark } = linkState(link)
  return (
    <section className={styles.host} aria-label={`Link to ${host.name}`}>
      <div className={styles.hostHead}>
        <StateMark state={mark} label='' />
        <h3>{host.name}</h3>
        {host.roles.map(role => (
          <Tag key={role}>{role}</Tag>
        ))}
        <span className={`${styles.sentence} cut`}>{stateSentence(link, now)}</span>
      </div>
      {link && <Trouble link={link} now={now} />}
      {link && link.state !== 'closed' && <Facts nameWidth={92} facts={factsOf(link, now)} />}
      <Acts site={site} host={host.name} link={link} />
    </section>
  )
}

function Trouble({ link, now }: { link: ConnectionView; now: number }) {
  if (link.state === 'lost' || (link.state === 'failed' && link.retry))
    return (
      <Note tone='warning' what={link.error?.message ?? 'The link is lost.'}>
        {retrySentence(link, now)}
      </Note>
    )
  if (link.state !== 'failed' || !link.error) return null
  return (
    <Note tone='error' what={link.error.message}>
      {link.error.hint}
    </Note>
  )
}

function Acts({ site, host, link }: { site: string; host: string; link: ConnectionView | undefined }) {
  const { busy, failure, run } = useAct()
  const state = link?.state ?? 'closed'
  const retrying = link !== undefined && link.retry !== null
  const connect = (): void => void run(() => client.connections.connect({ site, host }))
  const disconnect = (): void => void run(() => client.connections.disconnect({ site, host }))
  const standing = state === 'connected' || state === 'connecting'
  return (
    <>
      <div className={styles.acts}>
        {/* Never disabled by itself: the keyboard would lose its place. */}
        {standing ? (
          <Button size='small' onClick={disconnect}>
            {state === 'connected' ? 'Disconnect' : 'Stop connecting'}
          </Button>
        ) : (
          <Button size='small' disabledReason={busy ? 'The last step is not over yet.' : undefined} onClick={connect}>
            {retrying ? 'Try now' : 'Connect'}
          </Button>
        )}
        {retrying && (
          <Button
            size='small'
            kind='quiet'
            onClick={() => void run(() => client.connections.stopRetrying({ site, host }))}
          >
            Stop trying
          </Button>
        )}
      </div>
      {/* What the link itself says of it stands above already. */}
      {!link?.error && <FailureNote thrown={failure} />}
    </>
  )
}

function roundTrip({ state, roundTripMs, roundTripAt }: ConnectionView): ReactNode {
  if (state !== 'connected' || roundTripMs === null) return unknown
  return (
    <>
      {roundTripMs < 10 ? roundTripMs.toFixed(1) : Math.round(roundTripMs)} ms{' '}
      {roundTripAt !== null && <Age at={Date.parse(roundTripAt)} every={pulseMs} label='·' />}
    </>
  )
}

function factsOf(link: ConnectionView, now: number): Fact[] {
  const { algorithms, lastError, serverVersion } = link
  const standing: Fact[] =
    link.state === 'connected'
      ? [
          { name: 'Round trip', value: roundTrip(link) },
          { name: 'Channels', value: channelsText(link) },
          { name: 'Bytes', value: bytesText(link) },
          { name: 'Cipher', value: algorithms ? cipherText(algorithms) : unknown },
          { name: 'Key exchange', value: algorithms ? <code>{algorithms.keyExchange}</code> : unknown },
          { name: 'Host key', value: algorithms ? <code>{algorithms.hostKey}</code> : unknown },
          { name: 'Server', value: serverVersion ?? unknown }
        ]
      : []
  const ago = lastError && formatDuration(Math.max(0, (now - Date.parse(lastError.at)) / 1000))
  // While it stands the error is over, but worth knowing; otherwise it stands in the note above.
  const past: Fact[] =
    lastError && link.error === null ? [{ name: 'Last error', value: `${lastError.failure.message} ${ago} ago` }] : []
  return [
    { name: 'Way', value: <code>{wayText(link.hops)}</code> },
    ...standing,
    { name: 'Logged in', value: loginsText(link) },
    ...past
  ]
}

function cipherText({ cipher, mac }: NonNullable<ConnectionView['algorithms']>): ReactNode {
  return <code>{mac === '' ? cipher : `${cipher}, ${mac}`}</code>
}
