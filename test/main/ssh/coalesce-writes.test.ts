import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { coalesceWrites } from '../../../src/main/ssh/coalesce-writes'

it('hands on together what is written in one turn, whole and in order', async () => {
  const batches: string[][] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      batches.push([String(chunk)])
      done()
    },
    writev: (chunks, done) => {
      batches.push(chunks.map(({ chunk }) => String(chunk)))
      done()
    }
  })
  coalesceWrites(stream)
  stream.write('a')
  stream.write('b')
  await Promise.resolve()
  stream.write('c')
  await new Promise(resolve => setTimeout(resolve, 5))
  stream.write('d')
  stream.end()
  await new Promise(resolve => stream.once('finish', resolve))
  expect(batches).toEqual([['a', 'b', 'c'], ['d']])
})
