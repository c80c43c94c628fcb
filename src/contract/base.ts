/** What every slice of the contract starts from: the typed error and the words that all of them use. */
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { failureSchema } from './errors'

/** Each call may fail in one way on the wire: a `FAILURE` that carries our closed code (contract/errors). */
export const call = oc.errors({ FAILURE: { status: 500, message: 'Farscope failure', data: failureSchema } })

/** Instant: ISO 8601 in UTC, ending in `Z`. */
export const instantSchema = z.iso.datetime()

/** A site's name: what stands before the colon in `SITE:PATH`. */
export const siteNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'letters, digits, dot, dash and underscore, beginning with a letter or digit'
  )

/** Path on a server or on this computer. Bytes that are not UTF-8 stand as lone surrogates (domain/bytes-name). */
export const pathSchema = z.string().max(32_768)

/** An id that the caller chooses, so that nothing that happens before the reply is lost. */
export const callerIdSchema = z.string().regex(/^[A-Za-z0-9-]{8,64}$/)
