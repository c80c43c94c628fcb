/** A few words beside the pointer while it is over a link of a terminal. */
import styles from './terminals.module.css'

export interface LinkHint {
  show(at: Pick<MouseEvent, 'clientX' | 'clientY'>, words: string): void
  hide(): void
}

/** From the pointer, and from the edges. CSS pixels. */
const away = 14

/** Its words stand in `screen`, which is what they are placed by. */
export function createLinkHint(screen: HTMLElement): LinkHint {
  const element = document.createElement('div')
  element.className = styles.linkHint ?? ''
  element.setAttribute('role', 'tooltip')
  return {
    show({ clientX, clientY }, words) {
      element.textContent = words
      screen.append(element)
      const area = screen.getBoundingClientRect()
      const left = Math.min(clientX - area.left + away, area.width - element.offsetWidth - away)
      const below = clientY - area.top + away
      const fits = below + element.offsetHeight + away < area.height
      element.style.left = `${Math.max(0, left)}px`
      element.style.top = `${fits ? below : clientY - area.top - away - element.offsetHeight}px`
    },
    hide: () => element.remove()
  }
}
