import { isMac } from '../../ui/key-hint'
import type { MenuEntry } from '../../ui/menu'
import { copyText } from './copy-text'
import { terminalKey } from './terminal-keys'
import type { ScreenControl } from './use-terminal-screen'

/** The menu over a terminal. */
export function paneMenu(acts: {
  screen: ScreenControl
  onPaste: () => void
  onSearch: () => void
  onClose: () => void
}): readonly MenuEntry[] {
  const { screen, onPaste, onSearch, onClose } = acts
  const mac = isMac()
  return [
    {
      kind: 'act',
      label: 'Copy',
      icon: 'copy',
      keys: terminalKey('copy', mac),
      disabledReason: screen.hasSelection ? undefined : 'Nothing is selected',
      onSelect: () => void copyText(screen.selection())
    },
    { kind: 'act', label: 'Paste', keys: terminalKey('paste', mac), onSelect: onPaste },
    { kind: 'act', label: 'Select all', onSelect: screen.selectAll },
    { kind: 'line' },
    { kind: 'act', label: 'Find…', icon: 'search', keys: terminalKey('search', mac), onSelect: onSearch },
    { kind: 'act', label: 'Clear the text above', onSelect: screen.clear },
    { kind: 'line' },
    { kind: 'act', label: 'Close…', icon: 'close', keys: terminalKey('close-tab', mac), onSelect: onClose }
  ]
}
