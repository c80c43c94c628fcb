/** The three services behind the one address: each asks and answers in its own form. */
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { actions } from './actions'
import { makeCall } from './call'
import { CallError } from './call-error'
import { publicParameter } from './offers'
import { Query } from './query'
import { newRegion, type Region } from './region'
import { accountId, userName, type World } from './world'
import { xmlDocument } from './xml'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

export interface Service {
  answer(world: World, region: string, headers: IncomingHttpHeaders, body: string): Answer
  /** A refusal in the service's form. */
  refusal(error: CallError): Answer
  /** The refusal of a signature. */
  readonly unsigned: CallError
}

const xml = (status: number, body: string): Answer => ({ status, type: 'text/xml;charset=UTF-8', body })

const ec2Namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/'

export const ec2: Service = {
  answer(world, regionName, _headers, body) {
    const query = Query.parse(body)
    const name = query.text('Action') ?? ''
    const action = actions.get(name)
    if (!action) throw new CallError('InvalidAction', `The action ${name} is not valid for this web service.`)
    const fields = action(makeCall(query, regionOf(world, regionName), world))
    return xml(200, xmlDocument(`${name}Response`, ec2Namespace, { requestId: randomUUID(), ...fields }))
  },
  // Its list of errors has elements `Error`, not `item`.
  refusal: ({ status, code, message }) =>
    xml(
      status,
      xmlDocument('Response', undefined, {
        Errors: { Error: { Code: code, Message: message } },
        RequestID: randomUUID()
      })
    ),
  unsigned: new CallError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)
}

function regionOf(world: World, name: string): Region {
  const there = world.regions.get(name)
  if (there) return there
  const region = newRegion(name)
  world.regions.set(name, region)
  return region
}

const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

export const sts: Service = {
  answer(_world, _region, _headers, body) {
    const name = Query.parse(body).text('Action') ?? ''
    if (name !== 'GetCallerIdentity')
      throw new CallError('InvalidAction', `Could not find operation ${name} for version 2011-06-15`)
    const identity = {
      ...{ Arn: `arn:aws:iam::${accountId}:user/${userName}`, UserId: 'AIDAFARSCOPEDEMO00000' },
      Account: accountId
    }
    const fields = { GetCallerIdentityResult: identity, ResponseMetadata: { RequestId: randomUUID() } }
    return xml(200, xmlDocument('GetCallerIdentityResponse', stsNamespace, fields))
  },
  refusal: ({ status, code, message }) =>
    xml(
      status,
      xmlDocument('ErrorResponse', stsNamespace, {
        Error: { Type: 'Sender', Code: code, Message: message },
        RequestId: randomUUID()
      })
    ),
  unsigned: new CallError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
}

const json = (status: number, value: unknown): Answer => ({
  ...{ status, type: 'application/x-amz-json-1.1' },
  body: JSON.stringify(value)
})

export const ssm: Service = {
  answer(world, region, headers, body) {
    const target = String(headers['x-amz-target'] ?? '')
    if (target !== 'AmazonSSM.GetParameter')
      throw new CallError('UnknownOperationException', `${target} is not answered here.`)
    const name = parameterName(body)
    const value = publicParameter(name)
    if (value === undefined) throw new CallError('ParameterNotFound', `Parameter ${name} not found.`)
    const arn = `arn:aws:ssm:${region}::parameter${name}`
    const at = Math.floor(world.clock.now().getTime() / 1000)
    const about = { ARN: arn, DataType: 'text', LastModifiedDate: at, Type: 'String', Version: 1 }
    return json(200, { Parameter: { ...about, Name: name, Value: value } })
  },
  refusal: ({ status, code, message }) => json(status, { __type: code, message }),
  unsigned: new CallError('UnrecognizedClientException', 'The security token included in the request is invalid.')
}

function parameterName(body: string): string {
  try {
    const asked: unknown = JSON.parse(body)
    if (typeof asked === 'object' && asked !== null && 'Name' in asked && typeof asked.Name === 'string')
      return asked.Name
  } catch {
    // Said below.
  }
  throw new CallError('ValidationException', 'The request must contain the parameter Name')
}

export const services: Readonly<Record<string, Service>> = { ec2, sts, ssm }
