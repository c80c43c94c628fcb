import { liveExposureReader } from '@domain/quality/live-exposures'
import { npyNumbers, readNpyHeader } from '@domain/quality/npy'
import { readPythonLiteral } from '@domain/quality/python-literal'
import { describe, expect, it } from 'vitest'
import { madeExposures, npyHead } from './made-npy'

const header = (descr: string, shape = '(0,)'): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`
const opened = (bytes: Buffer) => readNpyHeader(bytes, bytes.length, 'a.cs')
const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    return String(Object(thrown).code)
  }
  return 'none'
}

describe('the header of a table in the format of NumPy', () => {
  it('tells where the rows are and what is in them', () => {
    const table = opened(madeExposures([{ path: 'a.mrc', fit: 3, one: 1, two: 2 }]))
    expect([table.rows, table.rowBytes, table.start % 64]).toEqual([1, 116, 0])
    expect(table.fields.get('ctf/df1_A')).toEqual({ offset: 104, type: '<f4', bytes: 4 })
  })

  it('is read in its three versions, with titles of fields and numbers of either order', () => {
    for (const version of [1, 2, 3] as const) {
      const value = Buffer.alloc(8)
      value.writeDoubleBE(2.5)
      const descr = "[(('a title', 'x'), '>f8')]"
      const bytes = Buffer.concat([npyHead(header(descr, '(1,)'), version), value])
      const table = opened(bytes)
      expect(npyNumbers(table, 'x', 'a.cs')?.(bytes.subarray(table.start), 0)).toBe(2.5)
    }
  })

  it('is refused where it is none, ends too early or promises rows that are not there', () => {
    const whole = madeExposures([{ path: 'a.mrc', fit: 3, one: 1, two: 2 }])
    const broken = [
      Buffer.alloc(0),
      Buffer.from('data_micrographs\n\nloop_\n'),
      whole.subarray(0, 100),
      whole.subarray(0, -1),
      madeExposures([], 1_000_000_000),
      npyHead('[1, 2, 3]'),
      npyHead(`${header("[('a', '<f4')]")} and more`),
      npyHead(header("[('a', '<f4', (-2,))]")),
      npyHead('{'.repeat(5000)),
      npyHead('('.repeat(5000))
    ]
    for (const bytes of broken) expect(codeOf(() => opened(bytes))).toBe('corrupt')
  })

  it('is refused where it is of something else, with what that is', () => {
    const others: [Buffer, RegExp][] = [
      [npyHead(header("'<f4'", '(3,)')), /no named fields/],
      [npyHead(header("[('a', '<f4')]", '(3, 4)')), /not one dimension/],
      [npyHead(header("[('a', '|O')]")), /field a is of type \|O/],
      [npyHead(header("[('a', [('b', '<f4')])]")), /made of others/],
      [npyHead(header("[('a', '|S999999')]")), /a row of it has more than/],
      [npyHead(header("[('a', '<f4', (99999999, 99999999, 99999999))]")), /a row of it has more than/],
      [npyHead(header('[]')), /its rows are empty/],
      [npyHead(header(`[${"('a', '<f4'), ".repeat(1001)}]`)), /more than 1000 fields/],
      [Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([9, 0, 0, 0, 0, 0])]), /version 9/],
      [
        Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([2, 0, 255, 255, 255, 127])]),
        /longer than/
      ]
    ]
    for (const [bytes, words] of others) {
      expect(() => opened(bytes)).toThrow(words)
      expect(codeOf(() => opened(bytes))).toBe('unsupported')
    }
  })
})

describe('a literal of Python', () => {
  it('is read with all that NumPy writes', () => {
    expect(readPythonLiteral(` {"a": [1, -2L, (3,)], 'b': (), 'c': None, 'd': True} \n`)).toEqual(
      new Map<string, unknown>([
        ['a', [1, -2, [3]]],
        ['b', []],
        ['c', null],
        ['d', true]
      ])
    )
  })

  it('is nothing where it is none', () => {
    for (const text of [
      '',
      '[1 2]',
      "{'a' 1}",
      '{1: 2}',
      "'a",
      '__import__("os")',
      '[1',
      '1 2',
      `${'['.repeat(20)}${']'.repeat(20)}`
    ])
      expect(readPythonLiteral(text)).toBeUndefined()
  })
})

describe('exposures of cryoSPARC Live', () => {
  const read = (bytes: Buffer) => {
    const table = opened(bytes)
    return liveExposureReader(table, 'a.cs')(bytes.subarray(table.start))
  }

  it('tell fit, defocus and astigmatism of each micrograph', () => {
    const found = read(
      madeExposures([
        { path: '>S1/motioncorrected/001_a.mrc', fit: 3.5, one: 12000, two: 11800 },
        { path: 'S1/motioncorrected/002_b.mrc', fit: 4.25, one: 9000, two: 9100 }
      ])
    )
    expect(found).toMatchObject([
      {
        path: 'S1/motioncorrected/001_a.mrc',
        ctfResolutionAngstrom: 3.5,
        defocusAngstrom: 11900,
        astigmatismAngstrom: 200
      },
      { path: 'S1/motioncorrected/002_b.mrc', ctfResolutionAngstrom: 4.25, astigmatismAngstrom: 100 }
    ])
  })

  it('tell nothing of what was not estimated, or is no number', () => {
    const found = read(
      madeExposures([
        { path: 'a.mrc', fit: 0, one: 0, two: 0 },
        { path: 'b.mrc', fit: Number.NaN, one: Number.POSITIVE_INFINITY, two: 9100 },
        { path: '', fit: 3, one: 1, two: 2 }
      ])
    )
    const nothing = { ctfResolutionAngstrom: null, defocusAngstrom: null, astigmatismAngstrom: null }
    expect(found).toMatchObject([
      { path: 'a.mrc', ...nothing },
      { path: 'b.mrc', ...nothing }
    ])
    expect(found.length).toBe(2)
  })

  it('are refused in a table without a CTF, without names, or with fields of another type', () => {
    const others = [
      "[('micrograph_blob/path', 'S8')]",
      "[('ctf/ctf_fit_to_A', '<f4')]",
      "[('micrograph_blob/path', 'S8'), ('ctf/ctf_fit_to_A', '<i4')]",
      "[('micrograph_blob/path', '<U8'), ('ctf/ctf_fit_to_A', '<f4')]"
    ]
    for (const descr of others) expect(codeOf(() => read(npyHead(header(descr))))).toBe('unsupported')
  })
})
