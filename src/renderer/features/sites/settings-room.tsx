/** Settings: the sites with their hosts, and how the program looks and behaves. */
import type { AppInfo, Settings, SettingsChange } from '@contract/app'
import type { SiteView } from '@contract/sites'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Facts, PageBar, SectionHead } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { CalendarSettings } from './calendar-settings'
import { JobSettings } from './job-settings'
import { useTunnels } from './links/tunnel-feed'
import { SiteSection } from './site-section'
import styles from './sites.module.css'
import { TerminalSettings } from './terminal-settings'
import { TransferSettings } from './transfer-settings'

export function SettingsRoom(props: {
  sites: readonly SiteView[]
  settings: Settings
  info: AppInfo
  onAddSite: () => void
}) {
  const { sites, settings, info, onAddSite } = props
  const tunnels = useTunnels()
  const save = (change: SettingsChange): void => void client.app.saveSettings(change)
  return (
    <>
      <PageBar
        title='Settings'
        end={
          <Button kind='primary' icon='plus' onClick={onAddSite}>
            Add a site…
          </Button>
        }
      />
      <div className={styles.sections}>
        <section className={styles.section}>
          <SectionHead title='Sites' fact={`kept in ${info.dataFolder}/sites`} />
          <div className={styles.inner}>
            {sites.length === 0 && (
              <EmptyState act={<Button onClick={onAddSite}>Add a site…</Button>}>Your sites stand here.</EmptyState>
            )}
            {sites.map(site => (
              <SiteSection key={site.name} site={site} tunnels={tunnels} />
            ))}
          </div>
        </section>
        <section className={styles.section}>
          <SectionHead title='Look' />
          <div className={`${styles.form} ${styles.inner}`}>
            <div>
              <Segments
                label='Theme'
                value={settings.theme}
                onChange={theme => save({ theme })}
                options={[
                  { value: 'system', label: 'As the system' },
                  { value: 'light', label: 'Light' },
                  { value: 'dark', label: 'Dark' }
                ]}
              />
            </div>
          </div>
        </section>
        <TerminalSettings settings={settings} save={save} />
        <JobSettings settings={settings} save={save} />
        <CalendarSettings settings={settings} save={save} />
        <TransferSettings settings={settings} door={info.door} save={save} />
        <section className={styles.section}>
          <SectionHead title='This program' />
          <div className={styles.inner}>
            <Facts
              nameWidth={120}
              facts={[
                { name: 'Version', value: info.version },
                { name: 'Door', value: info.door === 'electron' ? 'desktop window' : 'window in a browser' },
                { name: 'Data folder', value: <code>{info.dataFolder}</code> },
                {
                  name: 'Secrets',
                  value:
                    info.secrets === 'keystore'
                      ? 'in the keystore of this computer'
                      : 'in memory, for this run only: this computer offers no keystore'
                }
              ]}
            />
          </div>
        </section>
      </div>
    </>
  )
}
