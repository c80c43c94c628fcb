import { absoluteBucketPath, bucketPath, nameOfSegment, parseBucketPath } from '@domain/files/bucket-path'
import { describe, expect, it } from 'vitest'

const segments = ['', '.', '..', 'a', '‛', 'a‛', 'a‛‛', 'a⁄', '⁄', '‛⁄', '⁄‛', '...', 'é ü']

describe('paths of buckets', () => {
  it('give every key one path and find it again', () => {
    const paths = new Set<string>()
    for (const one of segments)
      for (const two of segments) {
        const key = `${one}/${two}`
        const path = bucketPath('movies', key)
        expect(parseBucketPath(path)).toEqual({ bucket: 'movies', key, prefix: `${key}/`, folder: false })
        expect(absoluteBucketPath(path)).toBe(path)
        paths.add(path)
      }
    expect(paths.size).toBe(segments.length ** 2)
  })

  it('never use a name that no folder can hold', () => {
    for (const segment of segments) expect(nameOfSegment(segment)).not.toMatch(/^\.{0,2}$/)
  })

  it('tell a folder from a file of the same name', () => {
    for (const segment of segments) {
      const name = nameOfSegment(segment, true)
      expect(segments.map(other => nameOfSegment(other))).not.toContain(name)
      expect(parseBucketPath(`/movies/x/${name}`)).toMatchObject({ key: `x/${segment}`, folder: true })
    }
  })

  it('leave plain names as they are', () => {
    expect(bucketPath('movies', '2024/grid 1/a.tif')).toBe('/movies/2024/grid 1/a.tif')
  })

  it('know the list of buckets, a bucket and the folder with the empty name in it', () => {
    expect(parseBucketPath('/')).toMatchObject({ bucket: '', prefix: '' })
    expect(parseBucketPath('/movies')).toMatchObject({ bucket: 'movies', key: '', prefix: '' })
    expect(parseBucketPath('/movies/‛')).toMatchObject({ bucket: 'movies', key: '', prefix: '/', folder: true })
  })

  it('work out dots, and refuse to guess what an empty name means', () => {
    expect(absoluteBucketPath('~')).toBe('/')
    expect(absoluteBucketPath('~/movies/')).toBe('/movies')
    expect(absoluteBucketPath('movies/./a/../b/')).toBe('/movies/b')
    expect(absoluteBucketPath('/..')).toBe('/')
    expect(() => absoluteBucketPath('/movies/a//b')).toThrow('holds an empty name')
    expect(() => absoluteBucketPath('//movies')).toThrow('holds an empty name')
  })

  it('refuse names that are not UTF-8', () => {
    expect(() => parseBucketPath('/movies/a\udc80')).toThrow('not valid UTF-8')
  })
})
