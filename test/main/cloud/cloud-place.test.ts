/** Which account and region are meant, and where they answer. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CloudTarget } from '@contract/cloud'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CloudChoice, type CloudPlace, findPlace } from '../../../src/main/cloud/cloud-place'

let homeFolder = ''

const config = `[default]
region = eu-west-1
[profile lab]
region = eu-central-1
services = own
[profile plain]
endpoint_url = http://127.0.0.1:9
[services own]
ec2 =
  endpoint_url = http://127.0.0.1:1
`

beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'cloud-place-'))
  await mkdir(join(homeFolder, '.aws'))
  await writeFile(join(homeFolder, '.aws', 'config'), config)
})
afterEach(() => rm(homeFolder, { recursive: true, force: true, maxRetries: 5 }))

const nothing: CloudChoice = { cloudProfile: null, cloudRegion: null }
const place = (
  target: CloudTarget = {},
  choice: CloudChoice = nothing,
  environment: Record<string, string> = {}
): Promise<CloudPlace> => findPlace({ homeFolder, environment }, choice, target)

describe('the account', () => {
  it('is the one that is named, else the chosen one, else that of the environment', async () => {
    const chosen = { cloudProfile: 'plain', cloudRegion: null }
    expect((await place({ profile: 'lab' }, chosen, { AWS_PROFILE: 'default' })).profile).toBe('lab')
    expect((await place({}, chosen, { AWS_PROFILE: 'lab' })).profile).toBe('plain')
    expect((await place({}, nothing, { AWS_PROFILE: 'lab' })).profile).toBe('lab')
    expect((await place()).profile).toBeNull()
    expect((await place({ profile: null }, chosen, { AWS_PROFILE: 'lab' })).profile).toBeNull()
  })

  it('is known to be missing, beside those that are there', async () => {
    expect(await place({ profile: 'gone' })).toMatchObject({ profile: 'gone', missing: true })
    expect(await place({ profile: 'lab' })).toMatchObject({ missing: false })
  })

  it('is read from where the variables say', async () => {
    const file = join(homeFolder, 'credentials-elsewhere')
    await writeFile(file, '[elsewhere]\naws_access_key_id = x\n')
    const { profiles } = await place({}, nothing, { AWS_SHARED_CREDENTIALS_FILE: file })
    expect(profiles.map(({ name }) => name)).toEqual(['default', 'elsewhere', 'lab', 'plain'])
  })
})

describe('the region', () => {
  it('is the one that is named, else chosen, else of the environment, else of the profile', async () => {
    const chosen = { cloudProfile: 'lab', cloudRegion: 'us-west-2' }
    const environment = { AWS_REGION: 'ap-south-1' }
    expect(await place({ region: 'us-east-2' }, chosen, environment)).toMatchObject({ region: 'us-east-2' })
    expect(await place({}, chosen, environment)).toMatchObject({ region: 'us-west-2', regionFrom: 'settings' })
    expect(await place({}, nothing, environment)).toMatchObject({ region: 'ap-south-1', regionFrom: 'environment' })
    expect(await place({ profile: 'lab' })).toMatchObject({ region: 'eu-central-1', regionFrom: 'profile' })
    expect(await place({ profile: 'plain' })).toMatchObject({ region: 'us-east-1', regionFrom: 'fallback' })
  })

  it('that was chosen with one account is not that of another', async () => {
    const chosen = { cloudProfile: 'plain', cloudRegion: 'us-west-2' }
    expect(await place({ profile: 'lab' }, chosen)).toMatchObject({ region: 'eu-central-1', regionFrom: 'profile' })
  })
})

describe('the address of a service', () => {
  it('is its own before that of all, and the variable before the file', async () => {
    expect((await place({ profile: 'lab' })).endpoints).toEqual({ ec2: 'http://127.0.0.1:1' })
    expect((await place({ profile: 'plain' })).endpoints.sts).toBe('http://127.0.0.1:9')
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:2', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:3' }
    expect((await place({ profile: 'lab' }, nothing, environment)).endpoints).toEqual({
      ...{ ec2: 'http://127.0.0.1:2', ssm: 'http://127.0.0.1:2', sts: 'http://127.0.0.1:3' },
      pricing: 'http://127.0.0.1:2'
    })
  })

  it('is that of AWS where what is set is to be ignored', async () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:2', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }
    expect((await place({}, nothing, environment)).endpoints).toEqual({})
    await writeFile(
      join(homeFolder, '.aws', 'config'),
      `${config}[profile aws]
endpoint_url = http://127.0.0.1:9
ignore_configured_endpoint_urls = true
`
    )
    expect((await place({ profile: 'aws' })).endpoints).toEqual({})
  })

  it('is read from the file of credentials too', async () => {
    const file = join(homeFolder, '.aws', 'credentials')
    await writeFile(file, '[lab]\nendpoint_url = http://127.0.0.1:7\n[plain]\nendpoint_url = http://127.0.0.1:7\n')
    expect((await place({ profile: 'lab' })).endpoints).toEqual({
      ...{ ec2: 'http://127.0.0.1:1', sts: 'http://127.0.0.1:7', ssm: 'http://127.0.0.1:7' },
      pricing: 'http://127.0.0.1:7'
    })
    expect((await place({ profile: 'plain' })).endpoints.ec2).toBe('http://127.0.0.1:9')
  })
})
