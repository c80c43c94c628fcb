import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

/** A name of its own for each run: the store is shared by all suites. */
const bucket = `pane-${process.pid}-${Date.now()}`

describeFacility('a bucket in a pane', 's3', () => {
  let app: FarscopeWindow
  let store: S3

  const left = () => app.page.getByRole('region', { name: 'Files, left' })
  const right = () => app.page.getByRole('region', { name: 'Files, right' })
  const row = (pane: ReturnType<typeof left>, name: string) =>
    pane.getByRole('grid').getByRole('row', { name: new RegExp(name) })
  const dialog = () => app.page.getByRole('dialog')

  beforeAll(async () => {
    store = new S3({
      region: 'us-east-1',
      endpoint: facility.s3,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
    })
    await store.createBucket({ Bucket: bucket })
    for (const key of ['session/grid1.mrc', 'session/grid2.mrc', 'notes.md'])
      await store.putObject({ Bucket: bucket, Key: key, Body: `content of ${key}` })
    await store.createMultipartUpload({ Bucket: bucket, Key: 'never finished.eer' })
    app = await openWindow({
      demo: true,
      prepare: home => {
        mkdirSync(join(home, '.aws'))
        const keys = ['aws_access_key_id = test', 'aws_secret_access_key = test', `endpoint_url = ${facility.s3}`]
        writeFileSync(join(home, '.aws', 'config'), ['[profile em]', 'region = us-east-1', ...keys, ''].join('\n'))
        writeFileSync(join(home, 'map.mrc'), Buffer.alloc(100_000, 5))
      }
    })
    await row(right(), 'relion').waitFor()
    await row(left(), 'map').waitFor()
  })

  afterAll(async () => {
    await app.close()
    store.destroy()
  })

  it('lists the buckets of a profile, and folders and objects in one', async () => {
    await right()
      .getByRole('combobox', { name: /Place shown/ })
      .click()
    await app.page.getByRole('option', { name: 'Another S3 account…' }).click()
    await dialog().getByRole('textbox', { name: 'Profile' }).fill('em')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.keyboard.press('Enter')
    await row(right(), bucket).dblclick()
    await row(right(), 'notes').waitFor()
    await row(right(), 'session').waitFor()
    await app.picture('files-bucket')
    expect(await violations(app.page)).toEqual([])
  })

  it('takes an upload, and gives it back as a download', async () => {
    await row(left(), 'map').click()
    await left()
      .getByRole('button', { name: /^Upload/ })
      .click()
    await row(right(), 'map').waitFor()
    await row(right(), 'session').click()
    await right()
      .getByRole('button', { name: /^Download/ })
      .click()
    await row(left(), 'session').waitFor()
    await expect
      .poll(() => readFileSync(join(app.home, 'session', 'grid2.mrc'), 'utf8'))
      .toBe('content of session/grid2.mrc')
  })

  it('takes files from the desktop', async () => {
    const dropped = await app.page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['from the desktop'], 'dropped.txt'))
      return transfer
    })
    for (const type of ['dragenter', 'dragover', 'drop'])
      await right().getByRole('grid').dispatchEvent(type, { dataTransfer: dropped })
    await row(right(), 'dropped').waitFor()
    const { Body } = await store.getObject({ Bucket: bucket, Key: 'dropped.txt' })
    expect(await Body?.transformToString()).toBe('from the desktop')
  })

  it('says before a copy to a site that its bytes may pass through this computer', async () => {
    await left()
      .getByRole('combobox', { name: /Place shown/ })
      .click()
    await app.page.getByRole('option', { name: 'Demo facility' }).click()
    await row(left(), 'empty').dblclick()
    await left().getByText('This folder is empty.').waitFor()
    await row(right(), 'notes').click()
    const copy = right().getByRole('button', { name: /^Copy/ })
    expect(await copy.getAttribute('title')).toContain('pass through this computer')
    await copy.click()
    await row(left(), 'notes').waitFor()
  })

  it('lists uploads that never ended, and aborts the chosen one', async () => {
    await right().getByRole('button', { name: 'Acts on this folder' }).click()
    await app.page.getByRole('menuitem', { name: 'Unfinished uploads…' }).click()
    await dialog()
      .getByRole('row', { name: /never finished/ })
      .click()
    await app.picture('files-unfinished-uploads')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Abort 1 upload' }).click()
    await dialog().getByText('There are none.').waitFor()
    expect((await store.listMultipartUploads({ Bucket: bucket })).Uploads ?? []).toEqual([])
    await app.page.keyboard.press('Escape')
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
