import { Toaster, toast } from 'sonner'
import styles from './toasts.module.css'

/** Bottom right above the strip. Mounted once, by the frame. */
export function Toasts() {
  return (
    <Toaster
      position='bottom-right'
      duration={6000}
      visibleToasts={3}
      offset={{ bottom: 40, right: 12 }}
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
