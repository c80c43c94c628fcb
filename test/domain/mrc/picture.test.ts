import { mrcHeaderBytes, mrcNumberType, readMrcHeader } from '@domain/mrc/header'
import { greyPicture, sectionValues } from '@domain/mrc/section'
import { describe, expect, it } from 'vitest'

interface Made {
  columns?: number
  rows?: number
  sections?: number
  mode?: number
  little?: boolean
  stamp?: boolean
  extended?: number
}

function headerBytes({
  columns = 4,
  rows = 3,
  sections = 2,
  mode = 2,
  little = true,
  stamp = true,
  extended = 0
}: Made): Uint8Array {
  const view = new DataView(new ArrayBuffer(mrcHeaderBytes))
  for (const [at, value] of [columns, rows, sections, mode].entries()) view.setInt32(at * 4, value, little)
  view.setInt32(92, extended, little)
  if (stamp) view.setUint8(212, little ? 0x44 : 0x11)
  return new Uint8Array(view.buffer)
}

const write: Record<number, (view: DataView, at: number, value: number, little: boolean) => void> = {
  0: (view, at, value) => view.setInt8(at, value),
  1: (view, at, value, little) => view.setInt16(at * 2, value, little),
  2: (view, at, value, little) => view.setFloat32(at * 4, value, little),
  6: (view, at, value, little) => view.setUint16(at * 2, value, little)
}

describe('the header of an MRC file', () => {
  it('is read in both byte orders, with and without a machine stamp', () => {
    for (const little of [true, false])
      for (const stamp of [true, false])
        expect(readMrcHeader(headerBytes({ little, stamp, extended: 160 }), 10_000, 'a.mrcs')).toEqual({
          ...{ columns: 4, rows: 3, sections: 2, mode: 2, littleEndian: little, valueBytes: 4, offset: 1184 }
        })
  })

  it('tells signed bytes from those of 0 to 255 by the flag of IMOD, else by the greatest value', () => {
    const typeOf = (set: (view: DataView) => void, made: Made = {}) => {
      const bytes = headerBytes({ mode: 0, ...made })
      set(new DataView(bytes.buffer))
      return mrcNumberType(readMrcHeader(bytes, 10_000, 'a.mrc'))
    }
    const flagged = (little: boolean, flags: number, greatest: number) => (view: DataView) => {
      view.setInt32(152, 1_146_047_817, little)
      view.setInt32(156, flags, little)
      view.setFloat32(80, greatest, little)
    }
    expect(typeOf(() => undefined)).toBe('int8')
    for (const little of [true, false]) {
      expect(typeOf(flagged(little, 1 + 4 + 8, 255), { little })).toBe('int8')
      expect(typeOf(flagged(little, 4 + 8, 100), { little })).toBe('uint8')
    }
    expect(typeOf(view => view.setFloat32(80, 255, true))).toBe('uint8')
    expect(typeOf(view => view.setFloat32(80, 100, true))).toBe('int8')
    expect(typeOf(flagged(true, 0, 255), { mode: 1 })).toBe('int16')
  })

  it('is refused when it speaks of more than the file holds', () => {
    const whole = mrcHeaderBytes + 4 * 3 * 2 * 4
    expect(() => readMrcHeader(headerBytes({}), whole, 'a.mrcs')).not.toThrow()
    const lies: [Made, number][] = [
      [{}, whole - 1],
      [{ extended: 1 }, whole],
      [{ columns: 2 ** 31 - 1, rows: 2 ** 31 - 1, sections: 2 ** 31 - 1 }, whole],
      [{ columns: 0 }, whole],
      [{ rows: -1 }, whole],
      [{ extended: -500 }, whole],
      [{ mode: 1_000_000 }, whole]
    ]
    for (const [made, size] of lies)
      expect(() => readMrcHeader(headerBytes(made), size, '/p/a.mrcs'), JSON.stringify(made)).toThrow(
        expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('/p/a.mrcs') })
      )
    expect(() => readMrcHeader(new Uint8Array(100), 100, 'a')).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })

  it('is refused for values that make no picture, and for immense ones', () => {
    for (const made of [{ mode: 4 }, { columns: 5000 }])
      expect(() => readMrcHeader(headerBytes(made), 1e9, 'a.mrc')).toThrow(
        expect.objectContaining({ code: 'unsupported' })
      )
  })
})

describe('a section of an MRC file', () => {
  it('has its values in each mode and byte order', () => {
    for (const [mode, put] of Object.entries(write))
      for (const little of [true, false]) {
        const header = readMrcHeader(
          headerBytes({ columns: 3, rows: 1, sections: 1, mode: Number(mode), little }),
          2000,
          'a'
        )
        const view = new DataView(new ArrayBuffer(3 * header.valueBytes))
        for (const [at, value] of [1, 2, 100].entries()) put(view, at, value, little)
        expect([...sectionValues(new Uint8Array(view.buffer), header)], `mode ${mode}`).toEqual([1, 2, 100])
      }
  })

  it('has half floats', () => {
    const header = readMrcHeader(headerBytes({ columns: 5, rows: 1, sections: 1, mode: 12 }), 2000, 'a')
    // 1, -2, 65504, the smallest subnormal, infinity (IEEE 754 binary16).
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00)
    const values = [...sectionValues(new Uint8Array(bits.buffer), header)]
    expect(values).toEqual([1, -2, 65504, Math.fround(2 ** -24), Number.POSITIVE_INFINITY])
  })

  const picture = (values: number[], columns: number, rows: number, longest = 160) => {
    const header = readMrcHeader(headerBytes({ columns, rows, sections: 1 }), 1e7, 'a')
    return greyPicture(new Uint8Array(Float32Array.from(values).buffer), header, longest)
  }

  it('is shown with its last row on top', () => {
    expect(picture([0, 0, 1, 1], 2, 2)).toEqual({ width: 2, height: 2, pixels: Uint8Array.of(255, 255, 0, 0) })
  })

  it('keeps its contrast beside stray pixels, infinite ones too', () => {
    const values = Array.from({ length: 1000 }, (_, at) => at % 2)
    values[500] = 1e30
    values[501] = Number.POSITIVE_INFINITY
    values[502] = Number.NaN
    const { pixels } = picture(values, 40, 25)
    expect([...pixels].filter(pixel => pixel === 255).length).toBeGreaterThan(490)
    expect([...pixels].filter(pixel => pixel === 0).length).toBeGreaterThan(490)
  })

  it('is made small, of one shape whatever its size, and grey when it is flat', () => {
    expect(picture(new Array(400 * 300).fill(7), 400, 300)).toMatchObject({ width: 160, height: 120 })
    expect(picture(new Array(7).fill(3), 7, 1, 3)).toEqual({
      width: 3,
      height: 1,
      pixels: Uint8Array.of(128, 128, 128)
    })
  })
})
