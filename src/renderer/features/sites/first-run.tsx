/** The ways in: the demo facility, a site by hand, the SSH configuration, a facility's file. */
import type { SiteView } from '@contract/sites'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Icon, type IconName } from '../../ui/icon'
import { PageBar } from '../../ui/page-bar'
import { AddSiteForm } from './add-site-form'
import { FacilityForm } from './facility-form'
import { FailureNote } from './failure-note'
import styles from './sites.module.css'
import { SshConfigForm } from './ssh-config-form'

type Way = 'demo' | 'hand' | 'ssh-config' | 'facility'

const ways: readonly { way: Way; icon: IconName; title: string; text: string }[] = [
  {
    way: 'demo',
    icon: 'displays',
    title: 'Try the demo facility',
    text: 'A make-believe facility on this computer: files, shells, a job queue and a cloud that really run. Nothing leaves your machine.'
  },
  {
    way: 'hand',
    icon: 'server',
    title: 'Add a site',
    text: 'A login node you have an account on. Its name is enough to begin.'
  },
  {
    way: 'ssh-config',
    icon: 'key',
    title: 'Import from ~/.ssh/config',
    text: 'The file is read in place and stays yours; say which of its hosts belong to the facility.'
  },
  {
    way: 'facility',
    icon: 'file',
    title: 'Open a facility file',
    text: 'Your facility sent you facility.json: hosts, roles and host keys. You add your name and key.'
  }
]

export function FirstRun(props: { known: readonly SiteView[]; onOpen: (site: string) => void; onBack?: () => void }) {
  const { known, onOpen, onBack } = props
  const [way, setWay] = useState<Way>(known.length > 0 ? 'hand' : 'demo')
  return (
    <div className={styles.split}>
      <section className={styles.ways} aria-label='Ways in'>
        <div className={styles.intro}>
          <h1>{known.length > 0 ? 'Add a site' : 'Where are your microscopes?'}</h1>
          <p>Farscope works through your own SSH login. Nothing is installed at the facility.</p>
          {onBack && (
            <div className={styles.acts}>
              <Button icon='arrow-left' onClick={onBack}>
                Back
              </Button>
            </div>
          )}
        </div>
        {ways.map(({ way: id, icon, title, text }) => (
          <button key={id} type='button' className={styles.way} aria-pressed={way === id} onClick={() => setWay(id)}>
            <Icon name={icon} size={18} />
            <span>
              <b>{title}</b>
              <span>{text}</span>
            </span>
          </button>
        ))}
        <div className={styles.assurance}>
          Passwords and codes go into the keystore of this computer, or nowhere. Farscope never tries a login twice by
          itself.
        </div>
      </section>
      {way === 'demo' && <DemoWay running={known.some(({ demo }) => demo)} onOpen={onOpen} />}
      {way === 'hand' && <AddSiteForm onOpen={onOpen} />}
      {way === 'ssh-config' && <SshConfigForm onOpen={onOpen} />}
      {way === 'facility' && <FacilityForm onOpen={onOpen} />}
    </div>
  )
}

function DemoWay({ running, onOpen }: { running: boolean; onOpen: (site: string) => void }) {
  const { busy, failure, run } = useAct()
  const start = (): void =>
    void run(async () => {
      const { site } = await client.app.startDemo()
      onOpen(site)
    })
  return (
    <div className={styles.pane}>
      <PageBar title='Try the demo facility' />
      <div className={styles.body}>
        <div className={styles.form}>
          <p>
            It is a real SSH server on 127.0.0.1 with a scratch folder of believable data: movies of a Krios session, a
            RELION project, logs. Its batch system queues and runs small scripts, and the <i>Cloud</i> room has an
            account <code>farscope-demo</code> to launch runs in, which costs nothing. It accepts one key that is made
            for this run, and it is gone when Farscope ends.
          </p>
          <p className='faint'>Its shell is a shell of your own account, so it can reach what you can reach.</p>
          <FailureNote thrown={failure} />
        </div>
      </div>
      <div className={styles.foot}>
        <span>Everything of it is marked “demo”.</span>
        <Button kind='primary' size='large' onClick={start} disabled={busy}>
          {busy ? 'Starting…' : running ? 'Open the demo facility' : 'Start the demo facility'}
        </Button>
      </div>
    </div>
  )
}
