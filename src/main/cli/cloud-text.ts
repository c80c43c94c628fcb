/** How cloud accounts look to people. */
import type { CloudAccount, CloudCheck, CloudCost, CloudPrice, CloudResource, CloudType } from '@contract/cloud'
import type { CloudCluster } from '@contract/cloud-clusters'
import { sharedHint } from '@domain/cloud/identity'
import { keptWords, orphanWords } from '@domain/cloud/orphans'
import { demoProfileName, makeBelieveWords } from '@domain/cloud/profiles'
import { usdText } from '@domain/cloud/usd-text'
import { fields, safeText, table } from './text'

/** Null: it is a real one. */
export const makeBelieveNote = (profile: string | null): string | null =>
  profile === demoProfileName ? `${makeBelieveWords.what} ${makeBelieveWords.why}` : null

export function accountText(account: CloudAccount): string {
  const { profile, region, regionFrom, endpoint, identity, profiles } = account
  const regionNote = regionFrom === 'fallback' ? `${region} (nobody says which)` : region
  const about = fields([
    ['profile', profile ?? '(as the AWS tools choose)'],
    ['region', regionNote],
    ['address', endpoint],
    ['account', identity?.account],
    ['identity', identity?.arn],
    ['owner', identity && `${identity.owner}${identity.shared ? ' (shared)' : ''}`],
    ['note', identity?.shared ? sharedHint : null],
    ['note', makeBelieveNote(profile)]
  ])
  if (profiles.length === 0) return about
  return `${about}\n${table(profiles, [
    { title: 'PROFILE', cell: one => one.name },
    { title: 'SIGN-IN', cell: one => one.signIn },
    { title: 'REGION', cell: one => one.region ?? '' }
  ])}`
}

export function checkText({ permissions, region, identity }: CloudCheck): string {
  const rows = table(permissions, [
    { title: 'PERMISSION', cell: one => one.action },
    { title: 'RESULT', cell: one => one.result },
    { title: 'NEEDED', cell: one => one.purpose }
  ])
  return `${safeText(identity.arn)} in ${region}\n${rows}`
}

export function typesText(types: readonly CloudType[]): string {
  if (types.length === 0) return 'No such types.\n'
  return table(types, [
    { title: 'TYPE', cell: one => one.type },
    { title: 'GPUS', right: true, cell: one => String(one.gpuCount) },
    { title: 'GPU', cell: one => [...new Set(one.gpus.map(({ model }) => model))].join(', ') },
    { title: 'GPU MEMORY', right: true, cell: one => gibText(one.gpus[0]?.memoryMib ?? null) },
    { title: 'VCPUS', right: true, cell: one => String(one.vcpus) },
    { title: 'MEMORY', right: true, cell: one => gibText(one.memoryMib) },
    { title: 'SPOT', cell: one => (one.spot ? 'yes' : 'no') }
  ])
}

const gibText = (mib: number | null): string =>
  mib === null ? '' : `${Number((mib / 1024).toFixed(mib < 10_240 ? 1 : 0))} GiB`

export function pricesText(prices: readonly CloudPrice[]): string {
  const rows = prices.flatMap(({ type, onDemand, spot }) => [
    { type, kind: 'on demand', usd: onDemand?.usdPerHour ?? null, at: onDemand?.date ?? '' },
    ...(spot.length === 0 ? [{ type, kind: 'spot', usd: null, at: '' }] : []),
    ...spot.map(({ zone, usdPerHour, at }) => ({ type, kind: `spot ${zone}`, usd: usdPerHour, at }))
  ])
  return table(rows, [
    { title: 'TYPE', cell: one => one.type },
    { title: 'PRICE', cell: one => one.kind },
    { title: '$/H', right: true, cell: one => usdText(one.usd) },
    { title: 'OF', cell: one => one.at }
  ])
}

export function resourcesText(resources: readonly CloudResource[]): string {
  return table(resources, [
    { title: 'KIND', cell: one => one.kind },
    { title: 'ID', cell: one => one.id },
    { title: 'NAME', cell: one => one.name },
    { title: 'STATE', cell: one => one.state },
    { title: 'TYPE', cell: one => (one.sizeGb === null ? one.type : `${one.type} ${one.sizeGb} GiB`.trim()) },
    { title: 'OWNER', cell: one => one.tags.owner },
    { title: 'RUN', cell: one => one.tags.run ?? '' },
    { title: 'EXPIRY', cell: one => one.tags.expiry ?? '' },
    { title: '$/H', right: true, cell: one => usdText(one.usdPerHour) },
    { title: '$/MONTH', right: true, cell: one => usdText(one.usdPerMonth) },
    { title: 'ORPHAN', cell: one => (one.orphan === null ? (one.kept ? keptWords : '') : orphanWords[one.orphan]) }
  ])
}

export function costText({ usdPerHour, usdPerMonth, unknown }: CloudCost): string {
  if (usdPerHour === null) return 'What it costs is unknown.\n'
  const rest = unknown > 0 ? `; the cost of ${unknown} is unknown` : ''
  return `About $${usdText(usdPerHour)} an hour, $${usdText(usdPerMonth)} a month (estimate)${rest}.\n`
}

export function clustersText(
  clusters: readonly (CloudCluster & { site: { name: string; current: boolean } | null })[]
): string {
  return table(clusters, [
    { title: 'CLUSTER', cell: one => one.name },
    { title: 'HEAD NODE', cell: one => (one.head ? `${one.head.type} ${one.head.state}` : 'none') },
    { title: 'ADDRESS', cell: one => one.head?.address ?? one.head?.privateAddress ?? '' },
    { title: 'LOGIN NODES', right: true, cell: one => String(one.logins.length) },
    { title: 'COMPUTE NODES', right: true, cell: one => String(one.computeNodes.running) },
    { title: 'USER', cell: one => one.user ?? 'unknown' },
    { title: 'SITE', cell: one => (one.site ? `${one.site.name}${one.site.current ? '' : ' (old address)'}` : '') }
  ])
}
