import { isOwn, ownerOf } from '@domain/cloud/identity'
import { expect, it } from 'vitest'

it('who owns what one makes has the same name at each sign-in', () => {
  const owners: Readonly<Record<string, string>> = {
    'arn:aws:iam::123456789012:user/ada': 'ada',
    'arn:aws:iam::123456789012:user/lab/em/ada': 'ada',
    'arn:aws:iam::123456789012:root': 'root 123456789012',
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1a2b/ada@example.com': 'ada@example.com',
    'arn:aws:sts::123456789012:assumed-role/em-runner/botocore-session-1732233600': 'em-runner',
    'arn:aws:sts::123456789012:assumed-role/em-runner/aws-sdk-js-1732233600000': 'em-runner',
    'arn:aws:sts::123456789012:assumed-role/em-node/i-0123456789abcdef0': 'em-node',
    'arn:aws:sts::123456789012:federated-user/bob': 'bob'
  }
  for (const [arn, owner] of Object.entries(owners)) expect(ownerOf(arn).owner).toBe(owner)
})

it('the name of a role is shared by all who take it on, and nothing is one’s own under it', () => {
  const role = ownerOf('arn:aws:sts::123456789012:assumed-role/em-runner/botocore-session-1732233600')
  expect(role).toEqual({ owner: 'em-runner', shared: true })
  expect(isOwn('em-runner', role)).toBe(false)
  const person = ownerOf('arn:aws:sts::123456789012:assumed-role/em-runner/ada')
  expect([isOwn('ada', person), isOwn('em-runner', person)]).toEqual([true, false])
})
