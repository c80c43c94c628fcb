import { parseStar, starBlock, starColumn, starNumber } from '@domain/relion/star'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('a STAR file', () => {
  it('is read as blocks of values and tables', () => {
    const file = parseStar(
      '# version 30001\n\ndata_general\n\n_a  1.5\n_b "two words"\n\ndata_rows\n\nloop_ \n_x #1 \n_y #2 \n1 2\n3 \'4 5\' \n'
    )
    expect(starBlock(file, 'general')?.values).toEqual(
      new Map([
        ['a', '1.5'],
        ['b', 'two words']
      ])
    )
    expect(starBlock(file, 'rows')?.table).toEqual({
      columns: ['x', 'y'],
      rows: [
        ['1', '2'],
        ['3', '4 5']
      ]
    })
    expect(file.cut).toBe(false)
  })

  it('that is still being written lacks its last, unfinished row', () => {
    const file = parseStar('data_\nloop_\n_x #1\n_y #2\n1 2\n3 40')
    expect(starBlock(file, 'micrographs')?.table?.rows).toEqual([['1', '2']])
    expect(starBlock(parseStar('data_\nloop_\n_x\n_y\n1 2\n3\n'), '')?.table?.rows).toEqual([['1', '2']])
  })

  it('keeps no more rows than were asked for, and says so', () => {
    const file = parseStar(`data_\nloop_\n_x\n${'7\n'.repeat(50)}`, 10)
    expect([file.blocks[0]?.table?.rows.length, file.cut]).toEqual([10, true])
  })

  it('gives the values of a column, and nothing for one that is not there', () => {
    const table = {
      columns: ['x', 'y'],
      rows: [
        ['1', '2'],
        ['3', '4']
      ]
    }
    expect([starColumn(table, 'y'), starColumn(table, 'z')]).toEqual([['2', '4'], undefined])
  })

  it('has numbers in every form that C++ prints, and no infinite ones', () => {
    expect(['-0.21338', '5.396244e+05', '.5', '12'].map(starNumber)).toEqual([-0.21338, 539624.4, 0.5, 12])
    expect(['inf', 'nan', '-nan', '', 'None', '1e', '0x10', undefined].map(starNumber)).toEqual(Array(8).fill(null))
  })

  it('of any text never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), text => void parseStar(`data_x\nloop_\n_a\n${text}`)))
  })
})
