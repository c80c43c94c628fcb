/** Security groups: who may come in. Nothing here keeps anybody out; the computers are on loopback. */
import { type Action, byIds, type Call } from './call'
import { CallError, invalidValue, missing } from './call-error'
import { filtered, paged } from './lists'
import type { Query } from './query'
import { type Group, isGone, type Region, type Rule } from './region'
import { accountId, newId } from './world'
import type { XmlFields } from './xml'

const noGroup = (id: string): CallError =>
  new CallError('InvalidGroup.NotFound', `The security group '${id}' does not exist`)

export const describeSecurityGroups: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const names = query.list('GroupName')
  const found = byIds(region.groups, query.list('GroupId'), noGroup).filter(
    ({ name }) => names.length === 0 || names.includes(name)
  )
  if (names.length > 0 && found.length === 0) throw noGroup(names.join(', '))
  const fits = filtered(
    found,
    query.filters(),
    {
      'group-id': ({ id }) => [id],
      'group-name': ({ name }) => [name],
      'vpc-id': () => [region.vpc],
      'owner-id': () => [accountId],
      description: ({ description }) => [description],
      'ip-permission.cidr': ({ rules }) => rules.map(({ cidr }) => cidr),
      'ip-permission.from-port': ({ rules }) => rules.map(({ from }) => from?.toString()),
      'ip-permission.to-port': ({ rules }) => rules.map(({ to }) => to?.toString()),
      'ip-permission.protocol': ({ rules }) => rules.map(({ protocol }) => protocol)
    },
    ({ tags }) => tags
  )
  const page = paged(fits, query, { notWith: ['GroupId', 'GroupName'] })
  return { nextToken: page.nextToken, securityGroupInfo: page.items.map(group => groupFields(group, region)) }
}

function groupFields({ id, name, description, rules, tags }: Group, region: Region): XmlFields {
  const all = { ipProtocol: '-1', groups: [], ipv6Ranges: [], prefixListIds: [] }
  return {
    ...{ groupId: id, groupName: name, groupDescription: description, ownerId: accountId, vpcId: region.vpc },
    ...{ ipPermissions: permissions(rules), tagSet: tags },
    ipPermissionsEgress: [{ ...all, ipRanges: [{ cidrIp: '0.0.0.0/0' }] }]
  }
}

/** Rules of the same protocol and ports are one permission. */
function permissions(rules: readonly Rule[]): XmlFields[] {
  const kinds = new Map<string, Rule[]>()
  for (const rule of rules) {
    const kind = `${rule.protocol} ${rule.from} ${rule.to}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), rule])
  }
  return [...kinds.values()].map(same => ({
    ...{ ipProtocol: same[0]?.protocol, fromPort: same[0]?.from, toPort: same[0]?.to, prefixListIds: [] },
    ipRanges: same.flatMap(({ cidr, description }) => (cidr ? [{ cidrIp: cidr, description }] : [])),
    ipv6Ranges: same.flatMap(({ cidr6, description }) => (cidr6 ? [{ cidrIpv6: cidr6, description }] : [])),
    groups: same.flatMap(({ group, description }) =>
      group ? [{ groupId: group, userId: accountId, description }] : []
    )
  }))
}

export const createSecurityGroup: Action = ({ query, region, heedDryRun }) => {
  const name = query.need('GroupName')
  const description = query.need('GroupDescription')
  const vpc = query.text('VpcId') ?? region.vpc
  if (vpc !== region.vpc) throw new CallError('InvalidVpcID.NotFound', `The vpc ID '${vpc}' does not exist`)
  if (/^sg-/.test(name) || name.length > 255) throw invalidValue(`Value (${name}) for parameter GroupName is invalid.`)
  const tags = query.tagsFor('security-group')
  heedDryRun()
  if ([...region.groups.values()].some(group => group.name === name))
    throw new CallError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`)
  const id = newId('sg')
  region.groups.set(id, { id, name, description, tags, rules: [] })
  return { return: true, groupId: id, tagSet: tags }
}

function groupOf({ query, region }: Call): Group {
  const id = query.text('GroupId')
  const name = query.text('GroupName')
  if (id === undefined && name === undefined) throw missing('groupId')
  const found =
    id === undefined ? [...region.groups.values()].find(group => group.name === name) : region.groups.get(id)
  if (!found) throw noGroup(id ?? name ?? '')
  return found
}

const cidrForm = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/
const cidr6Form = /^[0-9a-fA-F:.]+\/\d{1,3}$/

/** Of `IpPermissions.N`, or of the older form with its fields in the request itself. */
function rulesOf(query: Query): Rule[] {
  const short = query.text('CidrIp')
  if (short !== undefined) return [ruleOf(query, { cidr: short }, undefined)]
  return query
    .parts('IpPermissions')
    .flatMap(permission => [
      ...permission
        .parts('IpRanges')
        .map(one => ruleOf(permission, { cidr: one.need('CidrIp') }, one.text('Description'))),
      ...permission
        .parts('Ipv6Ranges')
        .map(one => ruleOf(permission, { cidr6: one.need('CidrIpv6') }, one.text('Description'))),
      ...permission
        .parts('Groups')
        .map(one => ruleOf(permission, { group: one.need('GroupId') }, one.text('Description')))
    ])
}

function ruleOf(query: Query, peer: Pick<Rule, 'cidr' | 'cidr6' | 'group'>, description: string | undefined): Rule {
  if (peer.cidr !== undefined && !cidrForm.test(peer.cidr)) throw invalidValue(`CIDR block ${peer.cidr} is malformed`)
  if (peer.cidr6 !== undefined && !cidr6Form.test(peer.cidr6))
    throw invalidValue(`CIDR block ${peer.cidr6} is malformed`)
  const protocol = query.need('IpProtocol')
  const [from, to] = protocol === '-1' ? [] : [query.whole('FromPort'), query.whole('ToPort')]
  return { id: newId('sgr'), protocol, from, to, description, ...peer }
}

const sameRule = (one: Rule, other: Rule): boolean =>
  (['protocol', 'from', 'to', 'cidr', 'cidr6', 'group'] as const).every(key => one[key] === other[key])

const peerOf = ({ cidr, cidr6, group }: Rule): string => cidr ?? cidr6 ?? group ?? ''

const ruleFields = (group: Group, rule: Rule): XmlFields => ({
  ...{ securityGroupRuleId: rule.id, groupId: group.id, groupOwnerId: accountId, isEgress: false },
  ...{ ipProtocol: rule.protocol, fromPort: rule.from ?? -1, toPort: rule.to ?? -1, description: rule.description },
  ...{ cidrIpv4: rule.cidr, cidrIpv6: rule.cidr6, tagSet: [] },
  referencedGroupInfo: rule.group === undefined ? undefined : { groupId: rule.group, userId: accountId }
})

/** EC2's own default of rules in a group. */
const mostRules = 60

export const authorizeSecurityGroupIngress: Action = call => {
  const group = groupOf(call)
  const rules = rulesOf(call.query)
  if (rules.length === 0) throw missing('ipPermissions')
  call.heedDryRun()
  for (const rule of rules)
    if (group.rules.some(there => sameRule(there, rule)))
      throw new CallError(
        'InvalidPermission.Duplicate',
        `the specified rule "peer: ${peerOf(rule)}, ${rule.protocol.toUpperCase()}, from port: ${rule.from}, to port: ${rule.to}, ALLOW" already exists`
      )
  if (group.rules.length + rules.length > mostRules)
    throw new CallError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.'
    )
  group.rules.push(...rules)
  return { return: true, securityGroupRuleSet: rules.map(rule => ruleFields(group, rule)) }
}

export const revokeSecurityGroupIngress: Action = call => {
  const group = groupOf(call)
  const ids = call.query.list('SecurityGroupRuleId')
  const rules = rulesOf(call.query)
  call.heedDryRun()
  const unknown = ids.find(id => !group.rules.some(rule => rule.id === id))
  if (unknown !== undefined)
    throw new CallError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${unknown}' does not exist`)
  const taken = group.rules.filter(there => ids.includes(there.id) || rules.some(rule => sameRule(there, rule)))
  if (rules.some(rule => !group.rules.some(there => sameRule(there, rule))))
    throw new CallError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
  group.rules = group.rules.filter(rule => !taken.includes(rule))
  return { return: true, revokedSecurityGroupRuleSet: taken.map(rule => ruleFields(group, rule)) }
}

export const deleteSecurityGroup: Action = call => {
  const { region } = call
  const group = groupOf(call)
  call.heedDryRun()
  if (group.id === region.defaultGroup)
    throw new CallError(
      'CannotDelete',
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`
    )
  const used =
    [...region.instances.values()].some(one => !isGone(one) && one.groups.includes(group.id)) ||
    [...region.groups.values()].some(other => other !== group && other.rules.some(rule => rule.group === group.id))
  if (used) throw new CallError('DependencyViolation', `resource ${group.id} has a dependent object`)
  region.groups.delete(group.id)
  return { return: true, groupId: group.id }
}
