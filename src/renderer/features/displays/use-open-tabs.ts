/** The displays that are drawn here, one tab each; those whose link was lost are opened again when it is back. */
import type { Launch } from '@contract/display'
import type { ConnectionView } from '@contract/sites'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
import { keyOf } from './display-words'
import type { OpenSource } from './open-task'
import { VncSession } from './vnc/vnc-session'

export interface OpenTab {
  readonly id: string
  readonly source: OpenSource
  readonly session: VncSession
}

export interface OpenTabs {
  readonly tabs: readonly OpenTab[]
  /** `list`, or the id of a tab. */
  readonly shown: string
  show(id: string): void
  /** One that is open already is shown instead. */
  add(source: OpenSource, launch: Launch): void
  close(id: string): void
}

const idOf = (source: OpenSource): string => (source.by === 'display' ? keyOf(source.display) : `booking ${source.uid}`)

const waits = ({ session }: OpenTab): boolean => {
  const { phase } = session.store.getState()
  return phase.is === 'over' && phase.end.why === 'link'
}

/** Whether the link over which it is shown stands; of a booking's display only the site is known. */
function stands(source: OpenSource, links: readonly ConnectionView[]): boolean {
  const connected = links.filter(({ state }) => state === 'connected')
  if (source.by === 'booking') return connected.some(({ site }) => site === source.store.site)
  const { site, host } = source.display
  return connected.some(link => link.site === site && link.host === host)
}

/** Where the window may not write it, the text is still in the dialog for texts. */
const putOnClipboard = (text: string): void => void navigator.clipboard.writeText(text).catch(() => undefined)

export function useOpenTabs(visible: boolean): OpenTabs {
  const [tabs, setTabs] = useState<readonly OpenTab[]>([])
  const [shown, setShown] = useState('list')
  const latest = useRef(tabs)
  latest.current = tabs
  useEffect(
    () => () => {
      for (const { session } of latest.current) session.close()
    },
    []
  )
  useEngineStream<ConnectionView[]>(
    visible && tabs.length > 0 ? 'links' : null,
    signal => client.connections.watch(undefined, { signal }),
    links => {
      for (const tab of latest.current) if (waits(tab) && stands(tab.source, links)) void tab.session.open()
    }
  )
  const add = (source: OpenSource, launch: Launch): void => {
    const id = idOf(source)
    const before = latest.current.find(tab => tab.id === id)
    before?.session.close()
    const session = new VncSession(client.displays, source, launch, undefined, putOnClipboard)
    setTabs([...latest.current.filter(tab => tab.id !== id), { id, source, session }])
    setShown(id)
  }
  const close = (id: string): void => {
    latest.current.find(tab => tab.id === id)?.session.close()
    setTabs(latest.current.filter(tab => tab.id !== id))
    setShown(before => (before === id ? 'list' : before))
  }
  return { tabs, shown, show: setShown, add, close }
}
