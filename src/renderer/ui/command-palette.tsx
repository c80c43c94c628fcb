import { Dialog as Base } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import styles from './command-palette.module.css'
import { Icon, type IconName } from './icon'
import { Kbd } from './kbd'

/** Something that can be gone to or done. */
export interface PaletteCommand {
  /** Unique in the palette. */
  readonly id: string
  readonly label: string
  readonly run: () => void
  readonly icon?: IconName
  /** Quiet words after the label: where it is, what it belongs to. */
  readonly detail?: string
  readonly keys?: string
  /** Other words it is found by. */
  readonly keywords?: readonly string[]
}

/** Commands that belong together, under their name. */
export interface PaletteGroup {
  readonly name: string
  readonly commands: readonly PaletteCommand[]
}

/**
 * How well a command fits what is typed: 1 where each typed word begins one of its words, less where it only stands
 * inside, 0 where one is missing. Letters that merely follow one another somewhere are no match: Enter must not do what
 * nobody named.
 */
export function paletteScore(typed: string, words: readonly string[]): number {
  const text = words.join(' ').toLowerCase()
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const begins = (part: string): boolean => text.split(/[^\p{L}\p{N}]+/u).some(word => word.startsWith(part))
  if (!parts.every(part => text.includes(part))) return 0
  return parts.every(begins) ? 1 : 0.5
}

function Line({ command, onDone }: { command: PaletteCommand; onDone: () => void }) {
  const select = () => {
    onDone()
    command.run()
  }
  return (
    <Command.Item
      value={command.id}
      keywords={[command.label, command.detail ?? '', ...(command.keywords ?? [])]}
      onSelect={select}
      className={styles.item}
    >
      <span className={styles.icon}>{command.icon !== undefined && <Icon name={command.icon} size={14} />}</span>
      <span className='cut'>{command.label}</span>
      <span className='cut grow faint sm'>{command.detail}</span>
      {command.keys !== undefined && <Kbd keys={command.keys} />}
    </Command.Item>
  )
}

/** The field that opens everything: type, arrow, Enter. */
export function CommandPalette(props: {
  open: boolean
  onClose: () => void
  groups: readonly PaletteGroup[]
  /** Hears what is typed, for commands that depend on it. */
  onSearch?: (text: string) => void
  placeholder?: string
}) {
  const { open, onClose, groups, onSearch, placeholder = 'Go to or do…' } = props
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={styles.popup} aria-label='Go to or do'>
          <Command
            label='Go to or do'
            loop
            filter={(_id, typed, words) => paletteScore(typed, words ?? [])}
            className={styles.command}
          >
            <div className={styles.field}>
              <Icon name='search' size={14} />
              <Command.Input
                className={styles.input}
                placeholder={placeholder}
                {...(onSearch && { onValueChange: onSearch })}
              />
              <Kbd keys='escape' />
            </div>
            <Command.List className={styles.list} label='Commands'>
              <Command.Empty className={styles.empty}>Nothing is called that</Command.Empty>
              {groups.map(group => (
                <Command.Group key={group.name} heading={group.name} className={styles.group}>
                  {group.commands.map(command => (
                    <Line key={command.id} command={command} onDone={onClose} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
