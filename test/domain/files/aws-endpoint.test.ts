import { s3EndpointOf } from '@domain/files/aws-endpoint'
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
    expect(s3EndpointOf(config, 'lab')).toBe('https://s3.lab.example.com')
    expect(s3EndpointOf(config, 'with services')).toBe('https://s3.example.com')
    expect(s3EndpointOf(config.replaceAll('\n', '\r\n'), 'with services')).toBe('https://s3.example.com')
  })

  it('is none where the profile says nothing of it', () => {
    for (const profile of ['default', 'sso', 'nobody', 'stores']) expect(s3EndpointOf(config, profile)).toBeUndefined()
    expect(s3EndpointOf('', 'default')).toBeUndefined()
  })
})
