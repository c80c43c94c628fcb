import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ReadingWords } from '../../../../src/renderer/features/bookings/first-read'

it('says how far the first read of a large calendar is, in words and as a bar', () => {
  const drawn = renderToString(<ReadingWords reading={{ read: 3000, of: 20_000 }} />)
  expect(drawn).toContain('3,000 of 20,000 files')
  expect(drawn).toContain('aria-valuenow="15"')
  expect(renderToString(<ReadingWords reading={null} />)).toContain('Reading the calendar.')
})
