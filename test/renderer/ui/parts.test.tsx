import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Button, IconButton } from '../../../src/renderer/ui/button'
import { urgency } from '../../../src/renderer/ui/frame/session-clock'
import { ariaKeys, keyHint } from '../../../src/renderer/ui/key-hint'
import { MiddleEllipsis } from '../../../src/renderer/ui/middle-ellipsis'
import { Progress } from '../../../src/renderer/ui/progress'
import { StateMark, states } from '../../../src/renderer/ui/state-mark'
import { parseNumber, TextField } from '../../../src/renderer/ui/text-field'

describe('key hints', () => {
  it('are signs on macOS and words elsewhere', () => {
    expect(keyHint('mod+shift+k', true)).toBe('⌘⇧K')
    expect(keyHint('mod+k', false)).toBe('Ctrl K')
    expect(ariaKeys('mod+k', true)).toBe('Meta+K')
  })
})

describe('state marks', () => {
  it('have thirteen different shapes and a spoken name each', () => {
    const drawn = states.map(state => renderToString(<StateMark state={state} />))
    const shapes = drawn.map(html => html.replace(/^<svg[^>]*>/, ''))
    expect(new Set(shapes).size).toBe(13)
    for (const html of drawn) expect(html).toMatch(/role="img" aria-label="[^"]+"/)
  })

  it('are silent where the word stands beside them', () => {
    expect(renderToString(<StateMark state='done' label='' />)).toContain('aria-hidden="true"')
  })
})

describe('buttons', () => {
  it('that cannot be pressed stay reachable and say why', () => {
    const html = renderToString(<Button disabledReason='No site is connected'>Send</Button>)
    expect(html).toContain('aria-disabled="true"')
    expect(html).toContain('title="No site is connected"')
    expect(html).not.toMatch(/ disabled/)
  })

  it('without words have a name', () => {
    expect(renderToString(<IconButton icon='refresh' label='Read again' />)).toContain('aria-label="Read again"')
  })
})

describe('fields', () => {
  it('tie label and error to the control', () => {
    const html = renderToString(<TextField label='Host' value='' onChange={() => undefined} error='Type a host name' />)
    const id = /<label for="([^"]+)"/.exec(html)?.[1]
    expect(id).toBeDefined()
    expect(html).toContain(`id="${id}"`)
    expect(html).toContain(`aria-describedby="${id}-says"`)
    expect(html).toContain('aria-invalid="true"')
  })

  it('read numbers with a point or a comma, and nothing as nothing', () => {
    expect([parseNumber('1.5'), parseNumber(' 2,5 '), parseNumber(''), parseNumber('two')]).toEqual([
      1.5,
      2.5,
      undefined,
      undefined
    ])
  })
})

describe('small parts', () => {
  it('a long name has the whole in its tooltip and stands isolated', () => {
    const html = renderToString(<MiddleEllipsis name='FoilHole_16402_Data_2011_0400_20261117.eer' />)
    expect(html).toMatch(/^<bdi[^>]*title="FoilHole_16402_Data_2011_0400_20261117.eer"/)
  })

  it('progress says its share and never runs over', () => {
    expect(renderToString(<Progress label='Sent' parts={1.4} />)).toContain('aria-valuenow="100"')
  })

  it('the countdown warns at an hour and alarms at ten minutes', () => {
    expect([urgency(3601), urgency(3600), urgency(600)]).toEqual(['calm', 'warn', 'bad'])
  })
})
