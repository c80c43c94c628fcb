import { os } from '../implementer'
import type { App } from './app'
import type { Power } from './power'
import type { SettingsService } from './settings'

export function createAppRouter(app: App, settings: SettingsService, power: Power) {
  return os.app.router({
    info: os.app.info.handler(() => app.info()),
    status: os.app.status.handler(() => app.status()),
    settings: os.app.settings.handler(() => settings.read()),
    saveSettings: os.app.saveSettings.handler(({ input }) => settings.save(input)),
    watchSettings: os.app.watchSettings.handler(({ signal }) => settings.watch(signal)),
    startDemo: os.app.startDemo.handler(() => app.startDemo()),
    power: os.app.power.handler(({ input }) => power.event(input.event)),
    busy: os.app.busy.handler(() => app.busy())
  })
}
