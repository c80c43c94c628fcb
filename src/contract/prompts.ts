/** Questions of the engine. A service raises one; whoever watches (window, command) answers; the first answer counts. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema } from './base'

/** Where a connection question comes from. `hop` counts jump hosts from 1; the last hop is the host itself. */
const hopSchema = z.object({
  site: z.string(),
  host: z.string(),
  port: z.number().int(),
  user: z.string(),
  hop: z.number().int().min(1),
  hops: z.number().int().min(1)
})

/** The first time a host's key is seen (RFC 4251 4.1). Answer `accept: true` stores it. */
const hostKeyPromptSchema = z.object({
  kind: z.literal('host-key'),
  ...hopSchema.shape,
  keyType: z.string(),
  /** `SHA256:…` as OpenSSH prints it. */
  fingerprint: z.string()
})

/** Answers wanted as text, in the order of `fields`: passwords, passphrases, one-time codes (RFC 4256). */
const credentialsPromptSchema = z.object({
  kind: z.literal('credentials'),
  ...hopSchema.shape,
  method: z.enum(['password', 'passphrase', 'keyboard-interactive']),
  /** Heading and text of the server, untrusted; for a passphrase the key file. */
  title: z.string(),
  instructions: z.string(),
  fields: z.array(z.object({ label: z.string(), secret: z.boolean() })),
  /** Whether the answer may be kept in the keystore of this computer. */
  canRemember: z.boolean()
})

/** Something of that name is already there. */
const conflictPromptSchema = z.object({
  kind: z.literal('conflict'),
  transfer: z.string(),
  site: z.string(),
  source: z.object({ path: pathSchema, size: z.number(), mtime: instantSchema }),
  existing: z.object({ path: pathSchema, size: z.number(), mtime: instantSchema })
})

export const promptRequestSchema = z.discriminatedUnion('kind', [
  hostKeyPromptSchema,
  credentialsPromptSchema,
  conflictPromptSchema
])
export type PromptRequest = z.infer<typeof promptRequestSchema>

export const conflictRules = ['skip', 'overwrite', 'rename', 'newer', 'resume'] as const
export const conflictRuleSchema = z.enum(conflictRules)
export type ConflictRule = z.infer<typeof conflictRuleSchema>

export const promptAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('host-key'), accept: z.boolean() }),
  z.object({ kind: z.literal('credentials'), answers: z.array(z.string()), remember: z.boolean() }),
  z.object({ kind: z.literal('conflict'), rule: conflictRuleSchema, forAll: z.boolean() }),
  /** Nobody here can or wants to answer. */
  z.object({ kind: z.literal('declined') })
])
export type PromptAnswer = z.infer<typeof promptAnswerSchema>

/** `ready` is the first item: from then on no prompt is missed. `closed`: answered elsewhere, or no longer wanted. */
export const promptEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('asked'), id: z.string(), askedAt: instantSchema, prompt: promptRequestSchema }),
  z.object({ type: z.literal('closed'), id: z.string() })
])
export type PromptEvent = z.infer<typeof promptEventSchema>

export const promptsContract = {
  watch: call.output(eventIterator(promptEventSchema)),
  /** `not-found` when it was answered or withdrawn meanwhile. */
  answer: call.input(z.object({ id: z.string(), answer: promptAnswerSchema })).output(z.void())
}
