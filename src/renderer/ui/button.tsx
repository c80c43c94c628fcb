import type { ComponentProps, FocusEvent, MouseEvent, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names'
import { Icon, type IconName } from './icon'
import { Kbd } from './kbd'
import { ariaKeys, keyHint } from './key-hint'
import { useRefusalBubble } from './refusal-bubble'

/** primary: one a region. destructive: red words, at the left end, asks with the name. quiet: no border. */
export type ButtonKind = 'plain' | 'primary' | 'quiet' | 'destructive'

interface CommonProps extends Omit<ComponentProps<'button'>, 'children'> {
  kind?: ButtonKind
  size?: 'small' | 'normal' | 'large'
  /** Key combination that does the same; shown, not bound. */
  keys?: string | undefined
  /** Why it cannot be pressed now. The button stays reachable and says so. */
  disabledReason?: string | undefined
}

/** Button with words: a verb, and the object if it is not in sight. */
export interface ButtonProps extends CommonProps {
  icon?: IconName | undefined
  children: ReactNode
}

/** Button with only an icon: `label` is its name and its tooltip. */
export interface IconButtonProps extends CommonProps {
  icon: IconName
  label: string
}

/** A disabled button with a reason is still focusable, so it must refuse the press itself, and say why. */
function useRefusal(reason: string | undefined, { onClick, onFocus, onBlur }: CommonProps) {
  const { bubble, handlers } = useRefusalBubble(reason)
  const refusal = {
    ...handlers,
    ...(reason !== undefined && { 'aria-disabled': true }),
    onClick: reason === undefined ? onClick : (event: MouseEvent<HTMLButtonElement>) => event.preventDefault(),
    onFocus: (event: FocusEvent<HTMLButtonElement>) => {
      handlers.onFocus(event)
      onFocus?.(event)
    },
    onBlur: (event: FocusEvent<HTMLButtonElement>) => {
      handlers.onBlur()
      onBlur?.(event)
    }
  }
  return { bubble, refusal }
}

/** A push button. */
export function Button(props: ButtonProps) {
  const {
    kind = 'plain',
    size = 'normal',
    keys,
    icon,
    disabledReason,
    className,
    children,
    onClick: _,
    title,
    ...rest
  } = props
  const { bubble, refusal } = useRefusal(disabledReason, props)
  return (
    <>
      <button
        type='button'
        className={classNames(styles.button, styles[kind], styles[size], className)}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        title={disabledReason ?? title}
        {...rest}
        {...refusal}
      >
        {icon !== undefined && <Icon name={icon} size={14} />}
        <span className={styles.words}>{children}</span>
        {keys !== undefined && <Kbd keys={keys} />}
      </button>
      {bubble}
    </>
  )
}

/** A push button with an icon only. Quiet unless told otherwise. */
export function IconButton(props: IconButtonProps) {
  const { kind = 'quiet', size = 'small', keys, icon, label, disabledReason, className, onClick: _, ...rest } = props
  const { bubble, refusal } = useRefusal(disabledReason, props)
  const hint = keys === undefined ? label : `${label}, ${keyHint(keys)}`
  return (
    <>
      <button
        type='button'
        className={classNames(styles.button, styles[kind], styles[size], styles.iconOnly, className)}
        aria-label={label}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        title={disabledReason ?? hint}
        {...rest}
        {...refusal}
      >
        <Icon name={icon} size={14} />
      </button>
      {bubble}
    </>
  )
}
