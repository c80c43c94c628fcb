import { awsEndpointOf } from '@domain/aws-config'
import { describe, expect, it } from 'vitest'

const config = `# the institute's store
[default]
region = eu-west-1
[profile lab]
endpoint_url = https://s3.lab.example.com ; old one
[ profile "with services" ]
services = stores
endpoint_url = https://all.example.com
[profile sso]
sso_session = s
[services stores]
dynamodb =
  endpoint_url = http://localhost:1
s3 =
  endpoint_url = https://s3.example.com
`

describe('the address of S3 in ~/.aws/config', () => {
  it('is that of the profile, or of its services', () => {
    expect(awsEndpointOf(config, 'lab', 's3')).toBe('https://s3.lab.example.com')
    expect(awsEndpointOf(config, 'with services', 's3')).toBe('https://s3.example.com')
    expect(awsEndpointOf(config.replaceAll('\n', '\r\n'), 'with services', 's3')).toBe('https://s3.example.com')
  })

  it('is none where the profile says nothing of it', () => {
    for (const profile of ['default', 'sso', 'nobody', 'stores'])
      expect(awsEndpointOf(config, profile, 's3')).toBeUndefined()
    expect(awsEndpointOf('', 'default', 's3')).toBeUndefined()
  })
})
