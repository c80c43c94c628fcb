/** What a session under way is at, as people read it. */
import type { Cockpit, CockpitLook, Quality, SessionBacklog, StoragePlace } from '@contract/cockpit'
import type { ProcessingRule } from '@contract/processing'
import { labelOf } from '@domain/bookings/booking'
import { displayName } from '@domain/bytes-name'
import { facilityTime } from '@domain/sessions/facility-time'
import { durationText, fields, sizeText } from './text'

const unknown = 'unknown'
const whole = (value: number): string => String(Math.round(value))
const ago = (at: string, now: number): string => `${durationText(Math.max(0, now - Date.parse(at)) / 1000)} ago`

function moviesText({ collected, errors }: CockpitLook, now: number): string {
  if (!collected) return errors.collected?.message ?? unknown
  const { movies, bytes, moviesPerHour, expectedMovies, lastAt } = collected
  const rate = moviesPerHour === null ? 'rate unknown' : `${whole(moviesPerHour)} an hour`
  return [
    `${movies}, ${sizeText(bytes)}, ${rate}`,
    ...(expectedMovies === null ? [] : [`about ${expectedMovies} at the end`]),
    ...(lastAt === null ? [] : [`last ${ago(lastAt, now)}`]),
    ...(errors.collected ? [errors.collected.message] : [])
  ].join(', ')
}

function roomText(place: StoragePlace, timeZone: string): string {
  const { site, path, freeBytes, totalBytes, quotaLeftBytes, fullAt, beforeEnd, error } = place
  const where = site === null ? path : `${site}:${path}`
  if (error) return `${where}: ${error.message}`
  const byQuota = quotaLeftBytes !== null && quotaLeftBytes === freeBytes
  const free = freeBytes === null ? unknown : `${sizeText(freeBytes)} ${byQuota ? 'left by your quota' : 'free'}`
  const of = totalBytes === null || byQuota ? '' : ` of ${sizeText(totalBytes)}`
  const full = fullAt === null ? '' : `, ${byQuota ? 'used up' : 'full'} ${facilityTime(Date.parse(fullAt), timeZone)}`
  const early = !beforeEnd ? '' : fullAt === null ? ', TOO SMALL FOR WHAT WAITS TO BE COPIED' : ', BEFORE THE END'
  return `${where}: ${free}${of}${full}${early}`
}

const endNames = { local: '', s3: 's3:' } as const

function backlogText(one: SessionBacklog, timeZone: string): string {
  const { place, state, verified, files, bytes, clearsAt, beforeEnd } = one
  const to = `${place.kind === 'site' ? `${place.site}:` : endNames[place.kind]}${displayName(place.path)}`
  const proven = `${verified} ${verified === 1 ? 'file' : 'files'} verified there`
  if (files === 0) return `${to}: none, ${proven}`
  const many = `${files} ${files === 1 ? 'file' : 'files'}, ${sizeText(bytes)}, ${state}`
  const clears = clearsAt === null ? '' : `, clears ${facilityTime(Date.parse(clearsAt), timeZone)}`
  return `${to}: ${many}${clears}${beforeEnd === false ? ', AFTER THE END' : ''}, ${proven}`
}

function processingText({ name, state, counts, error }: ProcessingRule): string {
  const { waiting, pending, running, done, failed } = counts
  const files = `${waiting} waiting, ${pending + running} submitted, ${done} done, ${failed} failed`
  return `${name} ${state}: ${files}${error ? `, ${error.message}` : ''}`
}

const figure = (value: number | null, digits = 1): string => (value === null ? unknown : value.toFixed(digits))

function qualityText({ medians, beyond, limits, micrographs }: Quality): string {
  const { ctfResolutionAngstrom: ctf, driftAngstrom: drift } = medians
  return [
    `CTF fit to ${figure(ctf)} Å, drift ${figure(drift)} Å (medians of ${micrographs})`,
    `${beyond.ctfResolutionAngstrom} worse than ${limits.ctfResolutionAngstrom} Å`,
    `${beyond.driftAngstrom} with more drift than ${limits.driftAngstrom} Å`
  ].join(', ')
}

/** Nothing for a session that is not under way. `named`: it stands below a table, so it says which it is of. */
export function cockpitText(cockpit: Cockpit, now: number, named = false): string {
  const { look, jobs, jobsError, transfers, backlogs, processing, timeZone, resource } = cockpit
  if (!look) return ''
  const { quality, errors, storage } = look
  const moving = transfers.map(({ title, state }) => `${title} ${state}`)
  const lines = fields([
    ['movies', moviesText(look, now)],
    ...storage.map((place): [string, string] => ['room', roomText(place, timeZone)]),
    ...backlogs.map((one): [string, string] => ['backlog', backlogText(one, timeZone)]),
    ...processing.map((rule): [string, string] => ['processing', processingText(rule)]),
    ['quality', quality ? qualityText(quality) : errors.quality?.message],
    ...(quality?.warnings ?? []).map((warning): [string, string] => ['warning', warning]),
    ['jobs', jobsError?.message ?? jobs.map(({ name, state }) => `${name} ${state}`).join(', ')],
    ['transfers', moving.join(', ')]
  ])
  return named ? `\n${labelOf(resource)}\n${lines}` : `\n${lines}`
}
