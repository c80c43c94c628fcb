import { classNames } from './class-names'
import styles from './kbd.module.css'
import { keyHint } from './key-hint'

/**
 * A key hint. Shown where the key works.
 * @param keys a combination such as `mod+k`; see `keyHint`
 * @param boxed draws the key cap; plain inside buttons, menus and the rail
 */
export function Kbd({ keys, boxed = false }: { keys: string; boxed?: boolean }) {
  return <kbd className={classNames(styles.kbd, boxed && styles.boxed)}>{keyHint(keys)}</kbd>
}
