import type { ModuleList } from '@contract/job-templates'
import { matchingModules } from '@domain/jobs/module-list'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { countOf } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { keyHint } from '../../ui/key-hint'
import { TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { nextPlace } from './module-line'
import styles from './modules-dialog.module.css'

/** Modules that are drawn; typing narrows them. */
const most = 200

type Module = ModuleList['modules'][number]

function Option(props: {
  id: string
  module: Module
  marked: boolean
  active: boolean
  onMark: () => void
}): ReactNode {
  const { id, module, marked, active, onMark } = props
  useEffect(() => {
    if (active) document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keyboard, and Enter there does the same
    <div
      className={styles.option}
      role='option'
      id={id}
      tabIndex={-1}
      aria-selected={marked}
      data-active={active || undefined}
      title={module.folder || undefined}
      onMouseDown={event => event.preventDefault()}
      onClick={onMark}
    >
      <span className={styles.box} data-checked={marked || undefined}>
        {marked && <Icon name='check' size={10} />}
      </span>
      <span className='mono cut grow'>{visibleName(module.name)}</span>
      {module.default && <span className='faint sm'>default</span>}
    </div>
  )
}

/** A search over modules and the list of what it finds. Arrows and Enter mark; Enter with Ctrl or Command is the end. */
export function ModuleChoice(props: {
  modules: readonly Module[]
  marked: readonly string[]
  onMark: (name: string) => void
  onLoad: () => void
}): ReactNode {
  const { modules, marked, onMark, onLoad } = props
  const id = useId()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const found = matchingModules(modules, typed)
  const shown = found.slice(0, most)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key } = event
    if (event.nativeEvent.isComposing || (key !== 'ArrowDown' && key !== 'ArrowUp' && key !== 'Enter')) return
    event.preventDefault()
    const module = shown[active]
    if (key !== 'Enter') setActive(nextPlace(active, key === 'ArrowDown' ? 1 : -1, shown.length))
    else if (event.metaKey || event.ctrlKey) onLoad()
    else if (module) {
      onMark(module.name)
      event.currentTarget.select()
    }
  }
  return (
    <>
      <TextField
        label='Search'
        hideLabel
        icon='search'
        placeholder='Search'
        unit={`${keyHint('enter')} marks`}
        value={typed}
        onChange={text => {
          setTyped(text)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        role='combobox'
        aria-expanded='true'
        aria-controls={id}
        aria-activedescendant={shown.length > 0 ? `${id}-${active}` : undefined}
        autoFocus
      />
      <div className={styles.list} role='listbox' id={id} tabIndex={-1} aria-multiselectable aria-label='Modules'>
        {shown.map((module, place) => (
          <Option
            key={`${module.folder} ${module.name}`}
            id={`${id}-${place}`}
            module={module}
            marked={marked.includes(module.name)}
            active={place === active}
            onMark={() => {
              setActive(place)
              onMark(module.name)
            }}
          />
        ))}
      </div>
      <div className={`${styles.foot} faint sm`} role='status'>
        <span>{foundWords(shown.length, found.length)}</span>
        <span>{marked.length > 0 && `${marked.length} marked`}</span>
      </div>
    </>
  )
}

function foundWords(shown: number, found: number): string {
  if (found === 0) return 'No module is called that'
  return found > shown ? `${shown} of ${countOf(found, 'module')}: type to narrow them` : countOf(found, 'module')
}
