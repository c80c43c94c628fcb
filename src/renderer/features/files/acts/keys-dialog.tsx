import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Kbd } from '../../../ui/kbd'
import { keySheet } from '../pane/pane-keys'
import styles from './acts.module.css'

/** All keys of the panes on one sheet. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Keys of the panes'
      actions={
        <Button autoFocus onClick={onClose} keys='escape'>
          Close
        </Button>
      }
    >
      <div className={styles.sheet}>
        {keySheet.map(({ head, lines }) => (
          <section key={head} aria-label={head}>
            <h3 className={styles.sheetHead}>{head}</h3>
            <dl className={styles.sheetLines}>
              {lines.map(({ act, keys }) => (
                <div key={act} className={styles.sheetLine}>
                  <dt>{act}</dt>
                  <dd>
                    {keys.map(combination => (
                      <Kbd key={combination} keys={combination} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className='sm faint'>A browser keeps Ctrl or ⌘ with T and W for itself; the keys with Alt work everywhere.</p>
    </Dialog>
  )
}
