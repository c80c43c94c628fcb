/** Ctrl/Cmd-K: every room, every site, every act of the frame. */
import type { Run } from '@contract/cloud-runs'
import type { Session } from '@contract/sessions'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { noRuns, runFeed } from '../client/run-feed'
import { sessionFeed } from '../features/sessions/session-feed'
import { instrumentName } from '../features/sessions/session-words'
import { CommandPalette, type PaletteGroup } from '../ui/command-palette'
import type { IconName } from '../ui/icon'
import { visibleName } from '../ui/visible-name'
import { useEngineState } from './engine-state'
import {
  chooseSite,
  goTo,
  launchRun,
  navigation,
  openBookedDisplay,
  openRun,
  openSpend,
  openTerminal,
  type Room,
  roomKeys,
  useNavigation
} from './navigation'

const roomNames: readonly (readonly [Room, string, IconName])[] = [
  ['now', 'Now', 'now'],
  ['files', 'Files', 'files'],
  ['terminals', 'Terminals', 'terminals'],
  ['jobs', 'Jobs', 'jobs'],
  ['displays', 'Displays', 'displays'],
  ['calendar', 'Calendar', 'calendar'],
  ['planner', 'Planner', 'planner'],
  ['cloud', 'Cloud', 'cloud'],
  ['ledger', 'Ledger', 'ledger'],
  ['settings', 'Settings', 'settings']
]

/** The displays that a session of this person opens now. */
function sessionGroups(sessions: readonly Session[]): PaletteGroup[] {
  const open = sessions.filter(({ display, resource }) => resource.display && display.right !== 'none')
  if (open.length === 0) return []
  const commands = open.map(session => {
    const name = instrumentName(session)
    const { store, booking } = session
    return {
      ...{ id: `display-${booking.uid}`, label: `Open the display of ${name}`, icon: 'displays' as const },
      run: () => openBookedDisplay({ store, uid: booking.uid, name })
    }
  })
  return [{ name: 'Session', commands }]
}

/** Runs that are named one by one; of ten thousand nobody looks for the oldest by its name here. */
const mostRuns = 200

/** Each run, and the way to a new one. */
export function runGroup(runs: readonly Run[]): PaletteGroup {
  const each = runs.slice(0, mostRuns).map(({ id, asked, state }) => ({
    ...{ id: `run-${id}`, label: `Run ${visibleName(asked.name)}`, icon: 'cloud' as const, detail: state },
    ...{ keywords: [id, asked.project ?? ''], run: () => openRun(id) }
  }))
  return {
    name: 'Cloud runs',
    commands: [
      { id: 'launch-run', label: 'Launch a cloud run…', icon: 'plus', run: () => launchRun() },
      { id: 'cloud-spend', label: 'What cloud runs cost', icon: 'cloud', run: openSpend },
      ...each
    ]
  }
}

export function Palette() {
  const { paletteOpen, room } = useNavigation()
  const { sites } = useEngineState()
  const { sessions } = useStore(sessionFeed)
  const runs = useStore(runFeed, feed => feed.runs) ?? noRuns
  const goSite = (name: string, to: Room): void => {
    chooseSite(name)
    goTo(to)
  }
  const roomGroup: PaletteGroup = {
    name: 'Rooms',
    commands: roomNames.map(([id, label, icon]) => ({
      id: `room-${id}`,
      label,
      icon,
      keys: roomKeys[id],
      run: () => goTo(id)
    }))
  }
  const siteGroup: PaletteGroup = {
    name: 'Sites',
    commands: (sites ?? []).flatMap(({ name, label = name }) => [
      { id: `files-${name}`, label: `Files of ${label}`, icon: 'files', run: () => goSite(name, 'files') },
      {
        id: `shell-${name}`,
        label: `New shell on ${label}`,
        icon: 'terminals',
        run: () => openTerminal({ kind: 'site', site: name })
      },
      { id: `jobs-${name}`, label: `Jobs on ${label}`, icon: 'jobs', run: () => goSite(name, 'jobs') },
      {
        id: `links-${name}`,
        label: `Links and tunnels of ${label}`,
        icon: 'link',
        run: () => navigation.setState({ linksOf: name })
      },
      {
        id: `disconnect-${name}`,
        label: `Disconnect ${label}`,
        icon: 'power',
        run: () => void client.connections.disconnect({ site: name })
      }
    ])
  }
  const themes = (['system', 'light', 'dark'] as const).map(theme => ({
    id: `theme-${theme}`,
    label: theme === 'system' ? 'Theme: as the system' : `Theme: ${theme}`,
    icon: 'eye' as const,
    run: () => void client.app.saveSettings({ theme })
  }))
  const acts: PaletteGroup = {
    name: 'Do',
    commands: [
      { id: 'add-site', label: 'Add a site…', icon: 'plus', run: () => navigation.setState({ addingSite: true }) },
      {
        id: 'local-shell',
        label: 'New shell on this computer',
        icon: 'terminals',
        run: () => openTerminal({ kind: 'local' })
      },
      ...themes
    ]
  }
  const inside = room === null ? [acts] : [roomGroup, ...sessionGroups(sessions), siteGroup, acts, runGroup(runs)]
  return (
    <CommandPalette open={paletteOpen} onClose={() => navigation.setState({ paletteOpen: false })} groups={inside} />
  )
}
