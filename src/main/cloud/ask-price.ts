/**
 * One price of AWS's list, by GetProducts (AWS Price List API: service `pricing`, JSON 1.1, the SDK has a client of its
 * own for it, which is not among ours). The request goes out by EC2's client: its sign-in, its signer, its time limits.
 */
import type { EC2 } from '@aws-sdk/client-ec2'
import { Failure } from '@domain/failure'
import { z } from 'zod'
import type { CloudLink } from './cloud-link'

/** A machine on demand by the hour, or a kind of disk by the GB and month. */
export interface WantedPrice {
  readonly kind: 'machine' | 'disk'
  /** `g5.2xlarge`, `gp3`. */
  readonly type: string
}

/** Characters of an answer at most: one product has some thousands. */
const mostText = 4_000_000

/** Where the list is asked for (AWS Price List API, "Service endpoints"): it tells of every region. */
export function pricingRegion(region: string): string {
  if (region.startsWith('eu-')) return 'eu-central-1'
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1'
}

/** Regions of other partitions have lists of their own, behind other addresses and in other money. */
export const isListed = (region: string): boolean => !/^(cn|us-gov|us-iso\w*|eu-isoe|eusc)-/.test(region)

const filtersOf: Readonly<Record<WantedPrice['kind'], (type: string) => Readonly<Record<string, string>>>> = {
  // Linux on shared hardware without software on top, used and not reserved.
  machine: type => ({
    ...{ instanceType: type, operatingSystem: 'Linux', tenancy: 'Shared', preInstalledSw: 'NA', capacitystatus: 'Used' }
  }),
  disk: type => ({ productFamily: 'Storage', volumeApiName: type })
}

const unitOf: Readonly<Record<WantedPrice['kind'], string>> = { machine: 'Hrs', disk: 'GB-Mo' }

const answerSchema = z.object({ PriceList: z.array(z.string()) })
const productSchema = z.object({
  terms: z.object({
    OnDemand: z
      .record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({ unit: z.string(), pricePerUnit: z.object({ USD: z.string().optional() }) })
          )
        })
      )
      .optional()
  })
})

/** Dollars; null: the list has none, or several that differ. */
export async function askPrice(
  link: CloudLink,
  wanted: WantedPrice,
  signal: AbortSignal | undefined
): Promise<number | null> {
  const { region, endpoints } = link.place
  const fields = { regionCode: region, ...filtersOf[wanted.kind](wanted.type) }
  const body = JSON.stringify({
    ...{ ServiceCode: 'AmazonEC2', FormatVersion: 'aws_v1', MaxResults: 20 },
    Filters: Object.entries(fields).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value }))
  })
  const endpoint = endpoints.pricing ?? `https://api.pricing.${pricingRegion(region)}.amazonaws.com`
  return link.ec2('ask for prices', signal, async (ec2, { abortSignal }) =>
    priceIn(await askList(ec2, { endpoint, region, body, abortSignal }), wanted)
  )
}

async function askList(
  ec2: EC2,
  asked: { endpoint: string; region: string; body: string; abortSignal: AbortSignal }
): Promise<string> {
  const [{ SignatureV4 }, { HttpRequest }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/core/transport')
  ])
  const { hostname, port, pathname, protocol, host } = new URL(asked.endpoint)
  const { credentials, sha256, requestHandler, systemClockOffset } = ec2.config
  const signer = new SignatureV4({ service: 'pricing', region: pricingRegion(asked.region), credentials, sha256 })
  const request = await signer.sign(
    {
      ...{ method: 'POST', protocol, hostname, path: pathname, body: asked.body },
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSPriceListService.GetProducts'
      }
    },
    { signingDate: new Date(Date.now() + systemClockOffset) }
  )
  const { response } = await requestHandler.handle(new HttpRequest(request), { abortSignal: asked.abortSignal })
  const text = await textOf(response.body)
  if (response.statusCode !== 200) throw refusal(response.statusCode, text)
  return text
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of body) {
    text += decoder.decode(part, { stream: true })
    if (text.length > mostText) throw new Failure('protocol', 'The answer of the price list is too long.')
  }
  return text + decoder.decode()
}

/** As the SDK has it: an error whose name is AWS's own. */
function refusal(status: number, text: string): Error {
  const read = z.object({ __type: z.string(), message: z.string().optional() }).safeParse(parsed(text))
  const { __type: type = `status ${status}`, message = '' } = read.data ?? {}
  return Object.assign(new Error(message), { name: type.replace(/^.*#/, '') })
}

function priceIn(text: string, { kind }: WantedPrice): number | null {
  const list = answerSchema.safeParse(parsed(text))
  if (!list.success) throw new Failure('protocol', 'The price list answers in a form that is not known.')
  const prices = new Set<number>()
  for (const one of list.data.PriceList) {
    const { OnDemand = {} } = productSchema.safeParse(parsed(one)).data?.terms ?? {}
    for (const { priceDimensions } of Object.values(OnDemand))
      for (const { unit, pricePerUnit } of Object.values(priceDimensions)) {
        const usd = Number(pricePerUnit.USD)
        if (unit === unitOf[kind] && usd > 0) prices.add(usd)
      }
  }
  const [price, other] = prices
  return price === undefined || other !== undefined ? null : price
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
