import type { WhereName } from '../where'
import type { DialogRequest } from './dialog-request'
import { ModeDialog } from './mode-dialog'
import { NameDialog } from './name-dialog'
import { PropertiesDialog } from './properties-dialog'
import { RemoveDialog } from './remove-dialog'

/** The dialog for a request. */
export function ActDialog(props: { request: DialogRequest; nameOf: WhereName; onClose: () => void }) {
  const { request, nameOf, onClose } = props
  switch (request.kind) {
    case 'new-folder':
      return <NameDialog at={request.at} before={undefined} onClose={onClose} />
    case 'rename':
      return <NameDialog at={request.at} before={request.at.entries[0].name} onClose={onClose} />
    case 'remove':
      return <RemoveDialog at={request.at} onClose={onClose} />
    case 'mode':
      return <ModeDialog at={request.at} onClose={onClose} />
    case 'properties':
      return <PropertiesDialog at={request.at} nameOf={nameOf} onClose={onClose} />
  }
}
