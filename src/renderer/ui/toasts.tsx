import { Toaster, toast } from 'sonner'
import styles from './toasts.module.css'

/** CSS pixels that stay free below: the strip (28), and the foot of a list or of a drawer with its acts (45) on it. */
const feet = 84

/** Bottom right above the strip and what acts stand at the foot of a room. Mounted once, by the frame. */
export function Toasts() {
  return (
    <Toaster
      position='bottom-right'
      duration={6000}
      visibleToasts={3}
      offset={{ bottom: feet, right: 12 }}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: styles.toast ?? '',
          title: styles.title ?? '',
          description: styles.description ?? '',
          actionButton: styles.act ?? '',
          content: styles.content ?? ''
        }
      }}
    />
  )
}

/** Tells of what finished out of sight. An error is never only a toast: it stays in its room and in the strip. */
export function notify(
  title: string,
  options: { description?: string; act?: { label: string; onClick: () => void } } = {}
): void {
  const { description, act } = options
  toast(title, { ...(description !== undefined && { description }), ...(act && { action: act }) })
}
