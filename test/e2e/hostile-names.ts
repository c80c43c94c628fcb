/** File names that break programs which are careless with them: every byte but `/` and 0 is allowed in one. */

const pieces = [
  ...[' ', '  ', '\n', '\t', '\r', '"', "'", '\\', '`', '$(id)', '$HOME', '*', '?', '[a]', '{a,b}', ';', '&', '|', '>'],
  ...['<b>', '%s', '%00', '#', '!', '~', ':', 'lab:', '-', '--', '-rf', '..', '.', 'é', 'e\u0301', 'ж', '日本', '🔬'],
  ...['\u202e', '\u200b', '\u0007', '\u001b[31m', 'CON', 'movie', '.mrc', '.farscope', 'x'.repeat(60)]
].map(piece => Buffer.from(piece))
/** Not UTF-8: Latin-1, a lone continuation byte, an encoded surrogate. */
const raw = [Buffer.from([0xe9]), Buffer.from([0x80]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xff, 0xfe])]

/** A small generator of numbers, so that every run has the same names (mulberry32, public domain). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** So many different names, none longer than 255 bytes, none that is `.` or `..`. */
export function hostileNames(count: number): Buffer[] {
  const next = numbers(7)
  const all = [...pieces, ...raw]
  const names = new Map<string, Buffer>()
  while (names.size < count) {
    const parts = Array.from(
      { length: 1 + Math.floor(next() * 5) },
      () => all[Math.floor(next() * all.length)] ?? pieces[0]
    )
    const name = Buffer.concat(parts.filter(part => part !== undefined)).subarray(0, 255)
    const key = name.toString('latin1')
    if (key !== '.' && key !== '..') names.set(key, name)
  }
  return [...names.values()]
}
