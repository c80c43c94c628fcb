/**
 * A session from its booking to the next: a real calendar over SFTP that two people share, a real Xvnc, the windows as
 * their users see them. The clock of the calendar jumps from one moment to the next.
 */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import {
  accounts,
  beginFrom,
  createTour,
  facilityClock,
  folder,
  layCalendar,
  minute,
  type Person,
  remote
} from './tour-session-rig'
import { violations, violationsOfDialog } from './violations'

const tour = createTour()
let marta: Person
let tunde: Person
/** The display of the microscope, and its folder as a shell writes it. */
let screen = ''
const screenFolder = (): string => `"$HOME/.local/share/farscope/displays/$(uname -n)${screen}"`
/** By the clock of the calendar, milliseconds since 1970: 20 minutes from now or somewhat later, and an hour after that. */
const begin = beginFrom(Date.now() + 20 * minute)
const end = begin + 60 * minute

const bar = ({ app }: Person): Locator => app.page.getByRole('button', { name: /^Session:/ })
const dialog = ({ app }: Person): Locator => app.page.getByRole('dialog')
const view = ({ app }: Person): Locator => app.page.getByRole('region', { name: /^Display / })
const canvas = (whose: Person): Locator => view(whose).locator('canvas')

/** A pixel of the display's ground: `r,g,b`. */
const ground = (whose: Person): Promise<string> =>
  canvas(whose).evaluate(element =>
    element instanceof HTMLCanvasElement
      ? [...(element.getContext('2d')?.getImageData(5, 5, 1, 1).data ?? [])].slice(0, 3).join(',')
      : ''
  )

/** The panel of the session, open. */
async function openPanel(whose: Person): Promise<Locator> {
  if ((await bar(whose).getAttribute('aria-expanded')) !== 'true') await bar(whose).click()
  await whose.app.page.getByRole('region', { name: 'What the booking does' }).waitFor()
  return dialog(whose)
}

/** So many minutes before the end: the window says it, and so does the countdown. */
async function warned(whose: Person, left: number): Promise<void> {
  await tour.moveTo(end - left * minute)
  await whose.app.page.getByText(`Krios 1 ends in ${left} min`).first().waitFor()
  const shown = new RegExp(`^(${left}|${left - 1}):\\d\\d$`)
  await expect.poll(() => bar(whose).getByRole('timer').innerText()).toMatch(shown)
}

const person = (panel: Locator, name: string): Locator => panel.getByRole('listitem').filter({ hasText: name })

async function closePanel(whose: Person): Promise<void> {
  await whose.app.page.keyboard.press('Escape')
  await dialog(whose).waitFor({ state: 'detached' })
}

/** The words with which it is refused. */
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was refused',
    (thrown: unknown) => String(thrown)
  )

/** A red ground would be an error's: this one is green. What is typed into the terminal is kept. */
const picture =
  'xsetroot -solid "#206040"; exec xterm -geometry 70x12+0+160 -e sh -c "echo Krios 1; cat >>$HOME/tour-typed"'

/** What the terminal of the display was given, as soon as so many lines are there; one login waits for them. */
const typed = (lines: number): Promise<string> =>
  remote(
    accounts.microscope,
    `for try in $(seq 600); do [ "$(wc -l <$HOME/tour-typed)" -ge ${lines} ] && break; sleep 0.1; done; cat $HOME/tour-typed`
  )

beforeAll(async () => {
  await remote(accounts.microscope, `rm -rf ${folder} $HOME/tour-typed; mkdir -m 755 ${folder}`)
  await tour.moveTo(begin - 20 * minute)
  ;[marta, tunde] = await Promise.all([tour.person(accounts.marta), tour.person(accounts.tunde)])
  // The microscope's own screen: there before anybody books.
  const size = ['--size', '1200x700', '--command', picture]
  const made = await marta.farscope('display', 'create', 'northlight', '--kind', 'vnc', ...size)
  screen = typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : ''
  await layCalendar(screen)
})
afterAll(async () => {
  if (screen !== '')
    await remote(accounts.microscope, `kill $(cat ${screenFolder()}/pid); sleep 1; rm -rf ${screenFolder()}; true`)
  await marta.close()
  await tunde.close()
  tour.end()
  // In folders where nobody removes what is another's.
  for (const user of [accounts.marta, accounts.tunde])
    await remote(user, `rm -rf ${folder}/bookings/*/* ${folder}/data/*/* 2>/dev/null; true`)
  await remote(accounts.microscope, `rm -rf ${folder} $HOME/tour-typed`)
})

describeFacility('a session', 'ssh', () => {
  it('is booked in the calendar, by one after the other', async () => {
    const { page } = marta.app
    for (const { app } of [marta, tunde]) {
      await app.page.getByRole('button', { name: /^Calendar/ }).click()
      await app.page.locator('[data-resource="krios1"]').waitFor()
    }
    await page.keyboard.press('b')
    const [from, to] = [facilityClock(begin), facilityClock(end)]
    await dialog(marta).getByLabel('Title').fill('GABA-A nanodisc')
    await dialog(marta).getByLabel('Begins').fill(from.date)
    await dialog(marta).getByLabel('Ends').fill(to.date)
    await dialog(marta).getByLabel('at', { exact: true }).first().fill(from.time)
    await dialog(marta).getByLabel('at', { exact: true }).last().fill(to.time)
    await dialog(marta).getByRole('button', { name: 'Add a person' }).click()
    await dialog(marta).getByLabel('Person 2', { exact: true }).fill(accounts.tunde)
    await dialog(marta).getByText('Nothing stands against it.').waitFor()
    await marta.pictures('tour-1-book')
    await dialog(marta).getByRole('button', { name: 'Book', exact: true }).click()
    await page.locator('[data-uid]').first().waitFor()
    const slot = ['--start', new Date(end).toISOString(), '--end', new Date(end + 60 * minute).toISOString()]
    await tunde.farscope('book', 'add', 'krios1', ...slot, '--title', 'Spliceosome')
  })

  it('is seen to come, and opens nothing yet', async () => {
    await tour.moveTo(begin - 20 * minute)
    await bar(marta)
      .getByText(/begins .*\d\d:\d\d/)
      .waitFor()
    await expect.poll(() => bar(marta).innerText()).toMatch(/in (19|20) min/)
    const panel = await openPanel(marta)
    const button = panel.getByRole('button', { name: 'Open display' })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    expect(await button.getAttribute('title')).toMatch(/^The display of Krios 1 opens from .* 15 minutes before/)
    await marta.pictures('tour-2-coming')
    await closePanel(marta)
    expect(await refusal(marta.farscope('display', 'open', 'northlight', screen, '--kind', 'vnc'))).toContain(
      '15 minutes before the booking begins'
    )
  })

  it('is armed a quarter of an hour before, and its folders wait for its begin', async () => {
    await tour.moveTo(begin - 15 * minute)
    await bar(marta)
      .getByText(/in 1\d min, armed/)
      .waitFor()
    const panel = await openPanel(marta)
    await panel.getByText('Display opened to its people').waitFor()
    await panel.getByText('Session folder is made').waitFor()
    await marta.pictures('tour-3-armed')
    expect(await remote(accounts.microscope, `ls ${folder}/data/krios1`)).toBe('')
    await closePanel(marta)
  })

  it('begins by itself: folders are made, and the countdown runs', async () => {
    await tour.moveTo(begin)
    await bar(marta)
      .getByText(/until \d\d:\d\d CES?T/)
      .waitFor()
    const panel = await openPanel(marta)
    await panel.getByText('Session begun').waitFor()
    const made = await remote(accounts.microscope, `cd ${folder}/data/krios1 && find . -mindepth 1 -type d | sort`)
    expect(made.trim().split('\n')).toEqual([
      './tcshell_GABA-A-nanodisc',
      './tcshell_GABA-A-nanodisc/gain',
      './tcshell_GABA-A-nanodisc/movies'
    ])
    await expect.poll(() => bar(marta).getByRole('timer').innerText()).toMatch(/^5\d:\d\d$/)
    await marta.pictures('tour-4-running')
    expect(await violations(marta.app.page)).toEqual([])
  })

  it('opens the display of its instrument inside the window, which takes the keys', async () => {
    await (await openPanel(marta)).getByRole('button', { name: 'Open display' }).click()
    await canvas(marta).waitFor({ timeout: 60_000 })
    await expect.poll(() => ground(marta)).toBe('32,96,64')
    await canvas(marta).click({ position: { x: 200, y: 200 } })
    await marta.app.page.keyboard.type('hole 14\n')
    expect(await typed(1)).toBe('hole 14\n')
    await marta.pictures('tour-5-display')
  })

  it('is looked at by its collaborator, whose keys go nowhere', async () => {
    await bar(tunde)
      .getByText(/until \d\d:\d\d CES?T/)
      .waitFor()
    const panel = await openPanel(tunde)
    await person(panel, 'Tunde Okonkwo-Bergström, you')
      .getByText(/^collaborator/)
      .waitFor()
    await tunde.pictures('tour-6-collaborator')
    await panel.getByRole('button', { name: 'Open display' }).click()
    await expect.poll(() => ground(tunde)).toBe('32,96,64')
    await view(tunde).getByText('view only').waitFor()
    await canvas(tunde).click({ position: { x: 200, y: 200 } })
    await tunde.app.page.keyboard.type('not this\n')
    await tunde.pictures('tour-6-looks-on')
  })

  it('is asked for by who looks on, at its display, and refused with a word', async () => {
    const strip = (whose: Person): Locator => view(whose).getByRole('region', { name: 'Control of this display' })
    await strip(tunde).getByRole('button', { name: 'Ask for control…' }).click()
    await dialog(tunde).getByLabel('What for, if you like').fill('Grid 3 is mine.')
    expect(await violationsOfDialog(tunde.app.page)).toEqual([])
    await dialog(tunde).getByRole('button', { name: 'Ask', exact: true }).click()
    await strip(tunde)
      .getByText(/^You asked to drive at/)
      .waitFor()
    await tunde.pictures('tour-6-asks')
    // By the folder of the calendar alone: her engine reads it again within half a minute.
    await strip(marta)
      .getByText(/^Tunde Okonkwo-Bergström asks to drive/)
      .waitFor({ timeout: 90_000 })
    expect(await violations(marta.app.page)).toEqual([])
    await marta.pictures('tour-6-is-asked')
    await marta.app.page.getByRole('button', { name: /^Notices/ }).click()
    await dialog(marta).getByText('Tunde Okonkwo-Bergström asks to drive Krios 1').waitFor()
    await closePanel(marta)
    await strip(marta).getByRole('button', { name: 'Refuse Tunde Okonkwo-Bergström…' }).click()
    await dialog(marta).getByLabel('Why, or when it will be').fill('When the alignment is done.')
    expect(await violationsOfDialog(marta.app.page)).toEqual([])
    await dialog(marta).getByRole('button', { name: 'Refuse', exact: true }).click()
    await strip(marta).waitFor({ state: 'detached' })
    await strip(tunde)
      .getByText(/^Marta Lindqvist does not hand over now: “When the alignment is done.”/)
      .waitFor({ timeout: 90_000 })
    expect(await canvas(tunde).isVisible()).toBe(true)
    // Twice a log that is read again after half a minute.
  }, 240_000)

  it('warns of its end while there is time to act', async () => {
    for (const left of [30, 10]) {
      await warned(marta, left)
      await marta.pictures(`tour-7-ends-in-${left}`)
    }
    expect(await canvas(marta).isVisible()).toBe(true)
  })

  it('is handed over with a note: the other drives, and who did may look', async () => {
    const { page } = marta.app
    await (await openPanel(marta)).getByRole('button', { name: 'Hand over…' }).click()
    await dialog(marta).getByLabel('What they should know').fill('Grid 3 is next; slot 4 is empty.')
    expect(await violationsOfDialog(page)).toEqual([])
    await marta.pictures('tour-8-hand-over')
    await dialog(marta).getByRole('button', { name: 'Hand over', exact: true }).click()
    await dialog(marta).waitFor({ state: 'detached' })
    await canvas(marta).waitFor({ state: 'detached' })
    await marta.pictures('tour-9-handed-over')
    const note = 'Grid 3 is next; slot 4 is empty.'
    const people = [{ role: 'collaborator' }, { role: 'operator' }]
    expect(await marta.farscope('session', 'now')).toMatchObject([{ phase: 'running', display: { right: 'view' } }])
    // Who looks at the calendar sees it at once, else within half a minute.
    await tunde.app.page.getByRole('button', { name: /^Calendar/ }).click()
    await expect
      .poll(() => tunde.farscope('session', 'now'))
      .toMatchObject([
        { phase: 'running', display: { right: 'control' }, booking: { people, handOver: note } },
        { phase: 'armed', booking: { title: 'Spliceosome' } }
      ])
    await tour.moveTo(end - 9 * minute)
    const panel = await openPanel(tunde)
    await person(panel, 'Tunde Okonkwo-Bergström, you')
      .getByText(/^operator/)
      .waitFor()
    await tunde.pictures('tour-10-operator-now')
    await panel.getByRole('button', { name: 'Open display' }).click()
    await expect.poll(() => ground(tunde)).toBe('32,96,64')
    await canvas(tunde).click({ position: { x: 200, y: 200 } })
    await tunde.app.page.keyboard.type('hole 15\n')
    expect(await typed(2)).toBe('hole 14\nhole 15\n')
  })

  it('lets who handed it over look on, until it ends and the view closes with the reason', async () => {
    await view(marta).getByRole('button', { name: 'Open again' }).click()
    await view(marta).getByText('view only').waitFor()
    await expect.poll(() => ground(marta)).toBe('32,96,64')
    await marta.pictures('tour-11-look-on')
    await warned(marta, 2)
    await marta.app.page.getByRole('button', { name: /^Notices/ }).click()
    for (const left of [30, 10, 2]) await dialog(marta).getByText(`Krios 1 ends in ${left} min`).waitFor()
    await marta.pictures('tour-11-notices')
    await closePanel(marta)
    await tour.moveTo(end)
    await canvas(marta).waitFor({ state: 'detached' })
    // The second where its calendar takes its time to tell.
    await view(marta)
      .getByText(/^The booking of Krios 1 (has ended|opens its display to you no more)/)
      .waitFor()
    await marta.pictures('tour-12-over')
    // It would be refused.
    expect(await view(marta).getByRole('button', { name: 'Open again' }).count()).toBe(0)
  })

  it('leaves its note to the next', async () => {
    // The next one's end: the bar of the session before has gone then, and its panel with it.
    await bar(tunde)
      .getByText(`until ${facilityClock(end + 60 * minute).time}`)
      .waitFor()
    const panel = await openPanel(tunde)
    await panel.getByText('Spliceosome', { exact: true }).waitFor()
    await panel.getByText('Grid 3 is next; slot 4 is empty.').waitFor()
    await tunde.pictures('tour-14-next')
  })

  it('has its whole course in the log of the calendar', async () => {
    const acts = async (user: string): Promise<string[]> => {
      const log = await remote(accounts.microscope, `cat ${folder}/bookings/log/${user}-*.jsonl`)
      return [...log.matchAll(/"act":"([a-z-]+)"/g)].map(([, act]) => act ?? '')
    }
    const refused = 'display-open'
    const begun = ['arm', 'folder', 'watch', 'start', 'display-open']
    expect(await acts(accounts.marta)).toEqual([
      // She answered a request, and later handed over.
      ...['add', refused, ...begun, 'display-control', 'change', 'hand-over'],
      // Her open view lost the control, and was opened again to look on.
      ...['display-control', 'display-open']
    ])
    // His own booking follows without a gap: what he has open goes on by it.
    await expect
      .poll(() => acts(accounts.tunde))
      .toEqual([
        // He asked, and later was given control of his open view.
        ...['add', 'display-open', 'display-control', 'arm', 'display-control', 'display-open'],
        ...['disarm', 'end', 'folder', 'watch', 'start', 'display-open']
      ])
    expect([...marta.app.problems, ...tunde.app.problems]).toEqual([])
  })
})
