/** The dialogs of the displays room, one at a time. */
import type { Display, DisplayKind, DisplayWay, OneDisplay } from '@contract/display'
import type { SiteView } from '@contract/sites'
import type { ReactNode } from 'react'
import { client } from '../../client/engine-link'
import { visibleName } from '../../ui/visible-name'
import { CheckDialog } from './check-dialog'
import { CloseDialog } from './close-dialog'
import { nameOf, oneOf } from './display-words'
import { NewDisplayDialog } from './new-display-dialog'
import { PeopleDialog } from './people-dialog'
import { ShareDialog } from './share-dialog'
import { WayDialog } from './way-dialog'

/** Of a whole site. */
interface OfSite<Is extends string> {
  readonly is: Is
  readonly site: string
  readonly kinds: readonly DisplayKind[]
}
interface OfDisplay<Is extends string, One = Display> {
  readonly is: Is
  readonly display: One
}
export type RoomDialog =
  | OfSite<'new'>
  | OfSite<'check-way'>
  | OfDisplay<'people', OneDisplay & { readonly name: string }>
  | OfDisplay<'choose-way'>
  | OfDisplay<'share'>
  | OfDisplay<'check'>
  | OfDisplay<'close'>

interface RoomDialogsProps {
  readonly dialog: RoomDialog
  readonly sites: readonly SiteView[]
  readonly onOpen: (display: Display, way?: DisplayWay) => void
  readonly onMade: (display: Display) => void
  readonly onClose: () => void
}

export function RoomDialogs({ dialog, sites, onOpen, onMade, onClose }: RoomDialogsProps): ReactNode {
  if (dialog.is === 'new' || dialog.is === 'check-way') {
    const { site, kinds } = dialog
    const view = sites.find(({ name }) => name === site)
    const siteLabel = visibleName(view?.label ?? site)
    const hosts = view?.hosts ?? []
    return dialog.is === 'new' ? (
      <NewDisplayDialog {...{ site, siteLabel, kinds, hosts, onMade, onClose }} />
    ) : (
      <CheckDialog subject={{ site, kinds, name: siteLabel }} onClose={onClose} />
    )
  }
  const { display } = dialog
  const one = oneOf(display)
  const name = visibleName(nameOf(display))
  if (dialog.is === 'people') return <PeopleDialog {...{ one, name, onClose }} />
  if (dialog.is === 'share') return <ShareDialog {...{ one, name, onClose }} />
  if (dialog.is === 'check')
    return (
      <CheckDialog
        subject={{ site: one.site, kinds: [one.kind], host: one.host, id: one.id, name }}
        onClose={onClose}
      />
    )
  if (dialog.is === 'close')
    return <CloseDialog display={dialog.display} onConfirm={() => client.displays.close(one)} onClose={onClose} />
  return (
    <WayDialog
      display={dialog.display}
      onOpen={way => {
        onClose()
        onOpen(dialog.display, way)
      }}
      onClose={onClose}
    />
  )
}
