/** Makes a site of a cluster's head node: its name, who signs in, and with which key. */
import type { CloudCluster } from '@contract/cloud-clusters'
import { type Site, type SiteView, siteSchema } from '@contract/sites'
import { clusterSiteName, siteOfCluster } from '@domain/cloud/clusters'
import { type ReactNode, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { FailureWords } from '../failure-words'

interface AddClusterDialogProps {
  readonly cluster: CloudCluster
  readonly sites: readonly SiteView[]
  readonly onClose: () => void
}

interface Fields {
  readonly name: string
  readonly user: string
  readonly key: string
}

export function AddClusterDialog({ cluster, sites, onClose }: AddClusterDialogProps): ReactNode {
  const [fields, setFields] = useState<Fields>({
    name: clusterSiteName(cluster.name),
    user: cluster.user ?? '',
    key: ''
  })
  const { busy, failure, run } = useAct()
  const set = (field: keyof Fields) => (value: string) => setFields(before => ({ ...before, [field]: value }))
  const site = siteFrom(cluster, fields)
  const taken = sites.some(({ name }) => name === fields.name) ? 'There is a site of this name already.' : undefined
  const wrong = taken ?? (site === null ? 'Letters, digits, dot, dash and underscore.' : undefined)
  const add = (): void => {
    if (site === null || taken) return
    void run(() => client.sites.save({ site })).then(done => done && onClose())
  }
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={add}
      title={`Add ${visibleName(cluster.name)} as a site`}
      description='Files, terminals, jobs and DCV displays work with it like with any other cluster.'
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={busy || wrong !== undefined}>
          Add
        </Button>
      }
    >
      <TextField label='Name' value={fields.name} onChange={set('name')} error={wrong} autoFocus mono />
      <TextField
        label='User'
        value={fields.user}
        onChange={set('user')}
        hint={
          cluster.user ? 'As the image of the head node says.' : 'The image does not tell; ubuntu or ec2-user mostly.'
        }
        mono
      />
      <TextField
        label='Private key'
        value={fields.key}
        onChange={set('key')}
        placeholder='~/.ssh/em-cluster.pem'
        hint='Of the key pair of the cluster. Empty: your SSH agent and usual keys.'
        mono
      />
      {failure && <FailureWords failure={failure} />}
    </Dialog>
  )
}

/** Null: a field cannot be that. */
function siteFrom(cluster: CloudCluster, { name, user, key }: Fields): Site | null {
  const site = siteOfCluster(cluster, {
    name,
    ...(user.trim() !== '' && { user: user.trim() }),
    identityFiles: key.trim() === '' ? [] : [key.trim()]
  })
  return siteSchema.safeParse(site).data ?? null
}
