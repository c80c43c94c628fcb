/** A stand-in for AWS's price list (`GetProducts`), which takes only what is signed with the keys of the demo's cloud. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { checkSignature, type DemoKeys } from '../../../src/demo/ec2/signature'

export interface PriceServer {
  readonly endpoint: string
  /** Filters of each question that was signed well, by field. */
  readonly asked: Readonly<Record<string, string>>[]
  /** The region that each signature was for. */
  readonly regions: string[]
  /** Dollars of each product that fits; `refuse`: it is not permitted. */
  prices: (filters: Readonly<Record<string, string>>) => readonly number[] | 'refuse'
  close(): Promise<void>
}

export async function openPriceServer(keys: DemoKeys): Promise<PriceServer> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const { scope, valid } = checkSignature(request, body, keys)
    const say = (status: number, value: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value))
    if (!valid || scope?.service !== 'pricing') return say(400, { __type: 'InvalidSignatureException' })
    if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts')
      return say(400, { __type: 'UnknownOperationException' })
    // As the API's own clients write it.
    const { Filters } = JSON.parse(String(body)) as { Filters: { Type: string; Field: string; Value: string }[] }
    const filters = Object.fromEntries(Filters.map(({ Field, Value }) => [Field, Value]))
    here.asked.push(filters)
    here.regions.push(scope.region)
    const found = here.prices(filters)
    if (found === 'refuse')
      return say(400, {
        ...{ __type: 'com.amazon.coral#AccessDeniedException' },
        message: 'User: x is not authorized to perform: pricing:GetProducts'
      })
    return say(200, { FormatVersion: 'aws_v1', PriceList: found.map(usd => productOf(filters, usd)) })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const here: PriceServer = {
    ...{ endpoint: `http://127.0.0.1:${port}`, asked: [], regions: [], prices: () => [] },
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
  return here
}

/** A product as the list has it: JSON in a string, with much beside its price. */
function productOf(filters: Readonly<Record<string, string>>, usd: number): string {
  const unit = filters.productFamily === 'Storage' ? 'GB-Mo' : 'Hrs'
  const dimension = { unit, endRange: 'Inf', beginRange: '0', appliesTo: [], pricePerUnit: { USD: usd.toFixed(10) } }
  return JSON.stringify({
    product: { attributes: { ...filters, servicecode: 'AmazonEC2' }, sku: 'ABC' },
    ...{ serviceCode: 'AmazonEC2', publicationDate: '2026-11-20T00:00:00Z' },
    terms: {
      OnDemand: { 'ABC.JRTCKXETXF': { sku: 'ABC', priceDimensions: { 'ABC.JRTCKXETXF.6YS6EN2CT7': dimension } } },
      Reserved: { 'ABC.38NPMPTW36': { priceDimensions: { 'ABC.1': { ...dimension, pricePerUnit: { USD: '0.01' } } } } }
    }
  })
}
