import type { ModuleList } from '@contract/job-templates'
import { matchingModules } from '@domain/jobs/module-list'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { countOf } from '../../../ui/format'
import { Popover } from '../../../ui/popover'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import styles from './new-job.module.css'

/** Choices that are drawn; typing narrows them. */
const most = 200

/** A button that opens the modules of the site, with a search. A site without any says so in its own words. */
export function ModulePicker(props: { list: ModuleList | null; onPick: (name: string) => void }): ReactNode {
  const { list, onPick } = props
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const found = matchingModules(list?.modules ?? [], typed)
  const pick = (name: string): void => {
    setOpen(false)
    setTyped('')
    onPick(name)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title='Modules of the site'
      align='end'
      trigger={<Button>Modules…</Button>}
    >
      <div className={styles.picker}>
        {list === null && <p className='dim sm'>Reading the modules.</p>}
        {list && list.modules.length === 0 && (
          <p className='dim sm'>{visibleName(list.message) || 'The site has no modules.'}</p>
        )}
        {list && list.modules.length > 0 && (
          <>
            <TextField
              label='Search'
              hideLabel
              icon='search'
              placeholder='Search'
              value={typed}
              onChange={setTyped}
              autoFocus
            />
            <ul className={styles.choices} aria-label='Modules of the site'>
              {found.slice(0, most).map(({ name, folder, default: usual }) => (
                <li key={`${folder} ${name}`}>
                  <button type='button' title={folder} onClick={() => pick(name)}>
                    <span className='mono cut'>{visibleName(name)}</span>
                    <span className='faint sm'>{usual ? 'default' : ''}</span>
                  </button>
                </li>
              ))}
            </ul>
            <p className='faint sm'>
              {found.length > most ? `${most} of ${countOf(found.length, 'module')}` : countOf(found.length, 'module')}
            </p>
          </>
        )}
      </div>
    </Popover>
  )
}
