/** Which windows stand before a person's eyes: each says so itself, and counts as in front until it says otherwise. */
export interface Attendance {
  attend(clientId: string, front: boolean): void
  inFront(clientId: string): boolean
}

/** `onChange` is called when a window comes or goes. */
export function createAttendance(onChange: () => void): Attendance {
  const away = new Set<string>()
  return {
    attend: (clientId, front) => {
      if (front !== away.has(clientId)) return
      if (front) away.delete(clientId)
      else away.add(clientId)
      onChange()
    },
    inFront: clientId => !away.has(clientId)
  }
}
