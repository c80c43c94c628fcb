/** `farscope cloud account|check|types|prices`: the account, and what machines there are. */
import { Failure } from '@domain/failure'
import { cloudTarget } from '../cloud-target'
import { accountText, checkText, pricesText, typesText } from '../cloud-text'
import type { CommandRun } from '../command'
import { exitStatusOf } from '../exit-status'

export const showAccount: CommandRun = async ({ args, client, out, signal }) => {
  const target = cloudTarget(args)
  const [keep, forget] = [args.has('keep'), args.has('forget')]
  const named = target.profile !== undefined || target.region !== undefined
  if ((keep && !named) || (forget && (keep || named)))
    throw new Failure('usage', '--keep goes with --profile, --region or both; --forget stands alone.', {
      hint: 'See farscope cloud account --help.'
    })
  const { cloud, app } = await client()
  if (forget) await app.saveSettings({ cloudProfile: null, cloudRegion: null }, { signal })
  const account = await cloud.account(target, { signal })
  // A sign-in may have expired for now; a profile that is not there would never work.
  if (keep && account.error?.code !== 'not-found')
    await app.saveSettings(
      {
        ...(target.profile !== undefined && { cloudProfile: target.profile }),
        // Another account begins with its own region.
        cloudRegion: target.region ?? null
      },
      { signal }
    )
  await out.result(account, () => accountText(account))
  if (!account.error) return 0
  const failure = Failure.fromData(account.error)
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

export const checkAccount: CommandRun = async ({ args, client, out, signal }) => {
  const check = await (await client()).cloud.check(cloudTarget(args), { signal })
  await out.result(check, () => checkText(check))
  if (check.missing.length === 0) return 0
  const message = `${check.identity.arn} lacks ${check.missing.join(', ')}.`
  await out.failure(
    new Failure('permission', message, { hint: 'Ask who administers the account for them; nothing was changed.' })
  )
  return exitStatusOf('permission')
}

export const listTypes: CommandRun = async ({ args, client, out, signal }) => {
  const pattern = args.positionals[0]
  const gpus = args.whole('gpus', 0, 64)
  const types = await (await client()).cloud.types(
    { ...cloudTarget(args), ...(pattern !== undefined && { pattern }), ...(gpus !== undefined && { gpus }) },
    { signal }
  )
  await out.result(types, () => typesText(types))
  return 0
}

export const showPrices: CommandRun = async ({ args, client, out, signal }) => {
  const input = { ...cloudTarget(args), types: [...args.positionals] }
  const prices = await (await client()).cloud.prices(input, { signal })
  await out.result(prices, () => pricesText(prices))
  return 0
}
