/** One notice, told at once: by a toast while the window is seen, and by the system while nobody looks at it. */
import { thisDoor } from '../features/notices/system-notices'
import { notify } from '../ui/toasts'
import { visibleName } from '../ui/visible-name'

/**
 * A window that nobody sees would show them all at once later: then the system tells of them (Electron's door does so
 * from the engine). `tag`: the same in all windows of an engine, so that the system shows it once.
 */
export function tellNotice(
  notice: { readonly title: string; readonly text: string },
  tag: string,
  onOpen: () => void
): void {
  const [title, text] = [visibleName(notice.title), visibleName(notice.text)]
  if (!document.hidden) notify(title, { description: text, act: { label: 'Show', onClick: onOpen } })
  const door = thisDoor()
  if (door.permission === 'granted' && !door.looked) door.show(title, text, tag, onOpen)
}
