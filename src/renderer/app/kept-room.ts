/** The room where one was, for a page that is loaded anew. A window of its own begins in the files. */
import { navigation, type Room, rooms } from './navigation'

const storageKey = 'farscope.room'

/** The room that this tab showed before it was loaded anew, or null. */
export function keptRoom(): Room | null {
  const kept = sessionStorage.getItem(storageKey)
  return rooms.find(room => room === kept) ?? null
}

/** Keeps the room from now on. Returns the way to stop. */
export function keepRoom(): () => void {
  return navigation.subscribe(({ room }, before) => {
    if (room !== null && room !== before.room) sessionStorage.setItem(storageKey, room)
  })
}
