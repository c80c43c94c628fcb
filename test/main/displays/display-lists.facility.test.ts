/** The list of displays of a site whose hosts do not all answer. */
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { ports } from '../../facility/facility'
import { facilityHost } from '../sites/site-rig'
import { createDisplayRig, type DisplayRig, last, limit, wish } from './display-rig'

let rig: DisplayRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

describeFacility('The list of displays', 'ssh', () => {
  it('has the sessions of a display host while the login host is away, and says which are missing and why', async () => {
    rig = await createDisplayRig()
    const { display } = await last(rig.displays.create(wish, limit()))
    // Nobody listens at port 1.
    const login = { ...facilityHost(1), name: 'login', roles: ['login' as const] }
    await rig.add('two', login, { ...facilityHost(ports.facility), name: 'viz', roles: ['display'] })
    const { displays, problems, kinds } = await rig.displays.list('two', ['dcv'], limit())
    expect(displays).toMatchObject([{ id: display?.id, host: 'viz', site: 'two' }])
    expect(kinds).toEqual(['dcv'])
    expect(problems).toMatchObject([{ kind: 'dcv', host: 'viz', error: { code: 'refused' } }])
    expect(problems[0]?.error.message).toContain(
      'DCV sessions in jobs of two are not listed: its login host cannot be asked.'
    )
  })
})
