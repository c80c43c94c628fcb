/** A queue of thousands of jobs repeats the same few values; what was made of one is kept for the next. */

/** Values that are kept; then it starts anew, so that it never grows. */
const most = 2000

/** `make`, which must depend on its text alone and give what nobody changes. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const present = known.get(text)
    if (present !== undefined) return present
    const made = make(text)
    if (known.size >= most) known.clear()
    known.set(text, made)
    return made
  }
}
