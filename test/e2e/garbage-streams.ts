/** Fifty streams that a hostile or broken program may print: each tries to reach something outside the terminal. */

const esc = '\x1b'
const osc = (text: string, end = '\x07'): string => `${esc}]${text}${end}`
const dcs = (text: string): string => `${esc}P${text}${esc}\\`
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** What no stream may bring into the clipboard, a title or the page. */
export const intruder = 'INTRUDER'

const titles = [
  osc(`0;${intruder}<img src=x onerror=alert(1)>`),
  osc(`2;${intruder}\u202egnp.exe\u2066`),
  osc(`2;${'W'.repeat(300_000)}`),
  osc(`1;\u0000\u0001${intruder}\u0085\u2028line two`),
  `${esc}k${intruder}${esc}\\`,
  `${osc(`2;${intruder}`)}${esc}[21t${esc}[20t`,
  `${esc}[22;0t${osc('2;a')}${esc}[23;0t`.repeat(2000)
]

const clipboards = [
  osc(`52;c;${base64(intruder)}`),
  osc(`52;p;${base64(intruder)}`, `${esc}\\`),
  osc('52;c;?'),
  osc(`52;;${base64(intruder.repeat(50_000))}`),
  `${esc}[5;1${osc(`52;c;${base64(intruder)}`)}`,
  osc(`1337;Copy=:${base64(intruder)}`),
  dcs(`tmux;${esc}${osc(`52;c;${base64(intruder)}`)}`)
]

const requests = [
  osc('8;;https://example.invalid/leave') + intruder + osc('8;;'),
  osc('8;;javascript:alert(1)') + intruder + osc('8;;'),
  osc(`8;id=${'x'.repeat(100_000)};file:///etc/passwd`) + intruder + osc('8;;'),
  osc(`1337;File=inline=1;name=${base64('a.png')}:${base64('<svg onload="alert(1)">')}`),
  osc('9;notify me'),
  osc('777;notify;title;body'),
  osc('99;i=1:d=0;kitty'),
  `${esc}_Ga=T,f=100,t=u;${base64('https://example.invalid/x.png')}${esc}\\`,
  dcs(`q"1;1;9999;9999#0;2;0;0;0${'!9999~-'.repeat(5000)}`),
  osc('50;url(https://example.invalid/font)'),
  osc('7;file://example.invalid/%00%1b%5d/etc'),
  osc('133;A') + osc('133;Z;9') + osc('133;D;99999999999999999999')
]

const sizes = [
  `${esc}[8;9999;9999t`,
  `${esc}[${'9'.repeat(5000)}A${esc}[2147483648;4294967296H`,
  `${esc}[${'1;'.repeat(200_000)}m`,
  `${esc}]${'4;1;rgb:00/00/00;'.repeat(20_000)}\x07`,
  `${esc}]unfinished ${'x'.repeat(2_000_000)}`,
  `${esc}P${'y'.repeat(2_000_000)}`,
  `${esc}[99999999b${'z'}${esc}[99999999@${esc}[99999999L`,
  `${esc}[?1049h${esc}[?1000;1003;1006h${esc}[?2004h${esc}[?25l${esc}[4h`,
  `${esc}[?5h${esc}#8${esc}(0${esc}[12h\x0e`,
  `${esc}[1;1r${esc}[9999;9999r${esc}[s${esc}[u${esc}c`
]

const broken = [
  Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf5, 0x80, 0x80]),
  Buffer.concat(Array.from({ length: 400 }, () => Buffer.from([0xf0, 0x9f, 0x92]))),
  Buffer.from([0xed, 0xb0, 0x80, 0xed, 0xa0, 0xbd, 0xed, 0xb2, 0xa9]),
  Buffer.from(`a${'\u0301'.repeat(50_000)}b`),
  Buffer.from('\u202e\u2066\u2067\u200b\ufeff\u{e0041}'.repeat(2000)),
  Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256)),
  Buffer.from('\u009b31m\u009d2;c1\u009c\u0090q\u009c', 'latin1')
]

/** The same each time; mostly what parsers treat: escapes, digits, terminators. */
function noise(seed: number): Buffer {
  const alphabet = Buffer.from(
    `${esc}${esc}${esc}[]P_^X;:?!$"'0123456789mhlHJKrtqpcn\\\x07\x18\x1a\x9b\x9d\x90\x9c\r\n`,
    'latin1'
  )
  let state = seed
  return Buffer.from(
    Array.from({ length: 20_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state % 5 === 0 ? (state >>> 8) & 0xff : (alphabet[(state >>> 8) % alphabet.length] ?? 0)
    })
  )
}

/** In the order in which they are printed. */
export const garbageStreams: readonly Buffer[] = [
  ...[...titles, ...clipboards, ...requests, ...sizes].map(text => Buffer.from(text)),
  ...broken,
  ...Array.from({ length: 7 }, (_, at) => noise(at + 1))
]
