/** How a sweep by the command ends where not all could be listed. */
import { tagKeys } from '@domain/cloud/tags'
import { expect, it } from 'vitest'
import { putAwsKeys } from '../cloud/aws-keys'
import { signedIn } from '../cloud/cloud-at-proxy'
import { emptyAnswer, openFaultProxy } from '../cloud/fault-proxy'
import { commandsHere } from './command-here'

const volumes = {
  body: `<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><volumeSet><item>
    <volumeId>vol-1</volumeId><tagSet><item><key>${tagKeys.owner}</key><value>ada</value></item></tagSet></item>
    </volumeSet></DescribeVolumesResponse>`
}

it('deletes what was chosen, and still ends with 6 where something could not be asked for', async () => {
  const restore = putAwsKeys()
  const proxy = await openFaultProxy()
  proxy.judge = signedIn(action => {
    if (action === 'DescribeSnapshots') return { status: 403, code: 'UnauthorizedOperation' }
    return action === 'DescribeVolumes' ? volumes : emptyAnswer(action)
  })
  const here = await commandsHere(folder => ({ environment: { AWS_ENDPOINT_URL: proxy.endpoint, HOME: folder } }))
  try {
    const { status, stdout, stderr } = await here.run('--json', 'cloud', 'sweep', 'vol-1', '--yes')
    expect(JSON.parse(stdout)).toMatchObject({ deleted: [{ id: 'vol-1' }], failed: [] })
    expect([status, JSON.parse(stderr)]).toMatchObject([
      6,
      { code: 'partial', message: expect.stringContaining('snapshots') }
    ])
  } finally {
    await here.end()
    await proxy.close()
    restore()
  }
})
