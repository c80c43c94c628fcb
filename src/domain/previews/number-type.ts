/** Numbers as scientific files hold them. */

/** How one number is stored. */
export type NumberType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float16' | 'float32' | 'float64'

/** For people. */
export const numberWords: Readonly<Record<NumberType, string>> = {
  int8: 'whole numbers of 8 bits',
  uint8: 'positive whole numbers of 8 bits',
  int16: 'whole numbers of 16 bits',
  uint16: 'positive whole numbers of 16 bits',
  int32: 'whole numbers of 32 bits',
  uint32: 'positive whole numbers of 32 bits',
  float16: 'floating point of 16 bits',
  float32: 'floating point of 32 bits',
  float64: 'floating point of 64 bits'
}

/** Bytes of one number. */
export const numberBytes: Readonly<Record<NumberType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float16: 2,
  float32: 4,
  float64: 8
}

/** IEEE 754 half precision; Node 20 has no Float16Array. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const readers: Readonly<Record<NumberType, (view: DataView, at: number, little: boolean) => number>> = {
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at, little) => view.getInt16(at, little),
  uint16: (view, at, little) => view.getUint16(at, little),
  int32: (view, at, little) => view.getInt32(at, little),
  uint32: (view, at, little) => view.getUint32(at, little),
  float16: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  float32: (view, at, little) => view.getFloat32(at, little),
  float64: (view, at, little) => view.getFloat64(at, little)
}

/** All whole numbers in `bytes`, as near as 32 bits of floating point come. */
export function readNumbers(bytes: Uint8Array, type: NumberType, littleEndian: boolean): Float32Array {
  const step = numberBytes[type]
  const values = new Float32Array(Math.floor(bytes.length / step))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = readers[type]
  for (let at = 0; at < values.length; at++) values[at] = read(view, at * step, littleEndian)
  return values
}
