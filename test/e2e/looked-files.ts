/** One file of each kind that a quick look shows, as microscopes and programs leave them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { encode } from 'fast-png'
import { madeDmPicture } from '../domain/previews/made-dm'
import { madeMrc, madeTiff } from '../domain/previews/made-files'

/** As EPU and a chain of programs name them. */
const longest =
  'FoilHole_29384756_Data_29301122_29301124_20261121_031544_fractions_patch_aligned_doseweighted_denoised.mrc'

/** A kind of file, and what its quick look says. */
export interface LookedFile {
  readonly name: string
  readonly bytes: Buffer
  /** Texts that stand in the drawer. */
  readonly says: readonly (string | RegExp)[]
  /** It is shown as a picture of so many pixels. */
  readonly picture?: number
}

/** Something like particles in ice: discs on a carpet of noise, and a carbon edge. */
function ice(x: number, y: number): number {
  const noise = (((x * 7919 + y * 104_729) ^ (x * y)) % 97) / 97
  const disc = Math.hypot((x % 148) - 74 + 9 * Math.sin(y / 61), (y % 131) - 66) < 19 ? -0.55 : 0
  const carbon = x * 0.8 + y < 190 ? -1.1 : 0
  return noise + disc + carbon + 0.25 * Math.cos(Math.hypot(x, y) * 0.9)
}

const text = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`)
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

const rows = numbers(1200).map(
  at => `MotionCorr/job002/${at}.mrc ${10_000 + ((at * 37) % 9000)} ${2.8 + ((at * 13) % 40) / 20} ${(at % 31) / 10}`
)
const star = text([
  '# version 30001',
  ...['', 'data_optics', '', '_rlnVoltage 300', '_rlnSphericalAberration 2.7', '', 'data_micrographs', '', 'loop_'],
  ...['_rlnMicrographName #1', '_rlnDefocusU #2', '_rlnCtfMaxResolution #3', '_rlnAccumMotionTotal #4'],
  ...rows
])

const eerItems =
  '<metadata><item name="numberOfFrames">1204</item><item name="totalDose" unit="e/pixel">41.7</item>' +
  '<item name="exposureTime" unit="s">4.1</item><item name="serialNumber">EF-CCD 4i 1190-B</item></metadata>'

const runOut = text([
  ...['RELION version: 4.0.1-commit-ex77c3', '\u001b[32mPrecision: BASE=double\u001b[0m', ''],
  ...numbers(60).map(at => ` Iteration ${at}: auto-refine angular step ${(7.5 / (at + 1)).toFixed(3)} degrees`)
])

const picture = (name: string, bytes: Buffer, width: number, ...says: LookedFile['says']): LookedFile => ({
  ...{ name, bytes, says, picture: width }
})
const told = (name: string, bytes: Buffer, ...says: LookedFile['says']): LookedFile => ({ name, bytes, says })

function picturesOfAll(): LookedFile[] {
  const shorts = numbers(300 * 220).map(at => 900 + ((at * 31) % 200) + (Math.floor(at / 300) % 40 < 20 ? 400 : 0))
  const png = encode({
    ...{ width: 320, height: 200, channels: 3, depth: 8 },
    data: Uint8Array.from(numbers(320 * 200 * 3), at => (at % 3 === 0 ? (at / 3) % 256 : Math.floor(at / 960)))
  })
  const stack = madeMrc({
    columns: 200,
    rows: 200,
    sections: 24,
    pixelSize: 2.1,
    value: (x, y, z) => ice(x + z * 9, y)
  })
  return [
    picture(longest, madeMrc({ columns: 1024, rows: 768, pixelSize: 0.835, value: ice }), 512, '1024 × 768', '0.835 Å'),
    picture('particles.mrcs', stack, 200, '1 of 24', '200 × 200', 'MRC stack'),
    picture('packed.mrc.gz', gzipSync(madeMrc({ columns: 300, rows: 300, value: ice })), 300, 'MRC, packed with gzip'),
    picture(
      ...([
        'pages.tif',
        madeTiff({ columns: 240, rows: 160, bits: 8, compression: 5, pages: 3, value: shade })
      ] as const),
      ...[240, '1 of 3', 'LZW']
    ),
    picture('specimen.dm4', madeDmPicture(4, 300, 220, shorts), 300, 'DM4', '300 × 220', '5 Å'),
    picture('plot.png', Buffer.from(png), 320, 'PNG', '320 × 200')
  ]
}

const shade = (x: number, y: number, page: number): number => (x + y * 2 + page * 40) % 256

/** By name: what a user may look at, from the best to the worst of it. */
export const lookedFiles: readonly LookedFile[] = [
  ...picturesOfAll(),
  told(
    'movie_EER.eer',
    madeTiff({
      ...{ columns: 4096, rows: 64, bits: 8, compression: 65001, big: true, value: () => 0 },
      more: [[65001, 7, Buffer.from(eerItems)]]
    }),
    ...['4096 × 64', '1204', '41.7 e/pixel', /single electron events/]
  ),
  told('micrographs_ctf.star', star, /1,200 rows/, 'rlnDefocusU'),
  told(
    'table.csv',
    text(['grid,square,ice', ...numbers(40).map(at => `G${at % 4},${at},"thin, ${at}"`)]),
    /40 rows/,
    'square'
  ),
  told('run.out', runOut, /Precision: BASE=double/),
  told(
    'motioncor.log',
    text(numbers(90).map(at => `...... Frame (${at}) shift:  ${at / 7}   ${-at / 9}`)),
    /Frame \(1\)/
  ),
  told('settings.json', Buffer.from('{"pixel":0.835,"grids":[1,2,{"name":"A"}],"dose":1e-300}'), /"pixel": 0\.835/),
  told('paper.pdf', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), 'PDF', '1.7', /opened by a program of its own/),
  told('corrupt.mrc', Buffer.alloc(2000), /corrupt\.mrc cannot be shown/),
  told(
    'cut.tif',
    madeTiff({ columns: 40, rows: 40, bits: 8, value: shade }).subarray(0, 900),
    /cut\.tif cannot be shown/
  ),
  told('lies.mrc', lyingMrc(), /lies\.mrc cannot be shown/, /does not hold/),
  told('empty.mrc', Buffer.alloc(0), 'The file is empty.'),
  told('empty.log', Buffer.alloc(0), 'The file is empty.'),
  told('huge.log', text(numbers(400_000).map(at => `line ${at} of a log that nobody ends`)), /left out/, /line 399999 /)
]

/** It tells of more than it holds. */
function lyingMrc(): Buffer {
  const bytes = madeMrc({ columns: 64, rows: 64, value: ice })
  bytes.writeInt32LE(30_000, 0)
  return bytes
}

export function writeLookedFiles(home: string): void {
  const folder = join(home, 'looks')
  mkdirSync(folder)
  for (const { name, bytes } of lookedFiles) writeFileSync(join(folder, name), bytes)
}
