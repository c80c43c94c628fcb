/** DigitalMicrograph files, small and made here. */

/** A tag of a DigitalMicrograph file: a group of tags, a number (code 6 or 5), a text, or a row of 16-bit numbers. */
export type DmTag =
  | { readonly name: string; readonly group: readonly DmTag[] }
  | { readonly name: string; readonly float: number }
  | { readonly name: string; readonly whole: number }
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly shorts: readonly number[] }

/** A DigitalMicrograph file, little-endian values. */
export function madeDm(version: 3 | 4, tags: readonly DmTag[]): Buffer {
  const body = groupBytes(version, tags)
  const head = Buffer.alloc(version === 3 ? 12 : 16)
  head.writeUInt32BE(version, 0)
  if (version === 3) head.writeUInt32BE(body.length, 4)
  else head.writeBigUInt64BE(BigInt(body.length), 4)
  head.writeUInt32BE(1, head.length - 4)
  return Buffer.concat([head, body, Buffer.alloc(8)])
}

function count(version: 3 | 4, value: number): Buffer {
  const bytes = Buffer.alloc(version === 3 ? 4 : 8)
  if (version === 3) bytes.writeUInt32BE(value)
  else bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

function groupBytes(version: 3 | 4, tags: readonly DmTag[]): Buffer {
  return Buffer.concat([Buffer.from([1, 0]), count(version, tags.length), ...tags.map(tag => tagBytes(version, tag))])
}

function tagBytes(version: 3 | 4, tag: DmTag): Buffer {
  const name = Buffer.from(tag.name, 'latin1')
  const head = Buffer.alloc(3)
  head[0] = 'group' in tag ? 20 : 21
  head.writeUInt16BE(name.length, 1)
  const body = 'group' in tag ? groupBytes(version, tag.group) : valueBytes(version, tag)
  return Buffer.concat([head, name, ...(version === 4 ? [count(4, body.length)] : []), body])
}

function valueBytes(version: 3 | 4, tag: Exclude<DmTag, { group: readonly DmTag[] }>): Buffer {
  const info = (...words: number[]): Buffer =>
    Buffer.concat([Buffer.from('%%%%'), count(version, words.length), ...words.map(word => count(version, word))])
  if ('float' in tag) {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(tag.float)
    return Buffer.concat([info(6), bytes])
  }
  if ('whole' in tag) {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(tag.whole)
    return Buffer.concat([info(5), bytes])
  }
  const shorts = 'text' in tag ? Array.from(tag.text, letter => letter.charCodeAt(0)) : tag.shorts
  return Buffer.concat([info(20, 4, shorts.length), Buffer.from(Uint16Array.from(shorts).buffer)])
}

/** A DM file with a thumbnail and a picture of 16-bit values. */
export function madeDmPicture(version: 3 | 4, columns: number, rows: number, shorts: readonly number[]): Buffer {
  const image = (wide: number, high: number, values: readonly number[]): DmTag => ({
    name: '',
    group: [
      {
        name: 'ImageData',
        group: [
          {
            name: 'Calibrations',
            group: [
              {
                name: 'Dimension',
                group: [
                  {
                    name: '',
                    group: [
                      { name: 'Scale', float: 0.5 },
                      { name: 'Units', text: 'nm' }
                    ]
                  }
                ]
              }
            ]
          },
          { name: 'Data', shorts: values },
          { name: 'DataType', whole: 10 },
          {
            name: 'Dimensions',
            group: [
              { name: '', whole: wide },
              { name: '', whole: high }
            ]
          }
        ]
      },
      { name: 'ImageTags', group: [{ name: 'Microscope Info', group: [{ name: 'Voltage', float: 300000 }] }] }
    ]
  })
  return madeDm(version, [{ name: 'ImageList', group: [image(2, 2, [1, 2, 3, 4]), image(columns, rows, shorts)] }])
}
