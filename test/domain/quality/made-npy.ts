/**
 * Files in NumPy's format, byte by byte from its description:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */

/** The beginning of a file: magic, version, length of the header, the header with spaces up to a multiple of 64. */
export function npyHead(header: string, version: 1 | 2 | 3 = 1): Buffer {
  const before = version === 1 ? 10 : 12
  const length = Math.ceil((before + header.length + 1) / 64) * 64 - before
  const told = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) told.writeUInt16LE(length)
  else told.writeUInt32LE(length)
  const text = Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1')
  return Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([version, 0]), told, text])
}

export interface MadeExposure {
  readonly path: string
  readonly fit: number
  readonly one: number
  readonly two: number
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

/** A table as cryoSPARC Live exports it, with some fields that nobody asks for. */
export function madeExposures(rows: readonly MadeExposure[], told = rows.length): Buffer {
  const header = `{'descr': [('uid', '<u8'), ('micrograph_blob/path', '|S80'), ('micrograph_blob/shape', '<u4', (2,)), ('ctf/type', 'S8'), ('ctf/df1_A', '<f4'), ('ctf/df2_A', '<f4'), ('ctf/ctf_fit_to_A', '<f4')], 'fortran_order': False, 'shape': (${told},), }`
  const records = rows.map(({ path, fit, one, two }) =>
    Buffer.concat([
      ...[Buffer.alloc(8, 7), Buffer.from(path.padEnd(80, '\0')), Buffer.alloc(8, 1), Buffer.from('imported')],
      ...[number(one), number(two), number(fit)]
    ])
  )
  return Buffer.concat([npyHead(header), ...records])
}
