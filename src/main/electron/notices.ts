/** Notices of the system, for when the window is not looked at. */
import { BrowserWindow, Notification } from 'electron'

/** Shown unless a window of ours has the focus: that shows its own. A click opens the window. */
export function showNotice(title: string, body: string, onOpen: () => void): void {
  if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
  const notice = new Notification({ title, body })
  notice.on('click', onOpen)
  notice.show()
}
