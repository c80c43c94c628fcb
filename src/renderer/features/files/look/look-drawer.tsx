/** The quick look: what a file is and what it shows, beside whatever room is open. */
import type { Place } from '@contract/files'
import { type Preview, type PreviewPicture, previewClip } from '@contract/previews'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { baseName } from '@domain/files/path'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { useDrawerWidth } from '../../../ui/drawer-width'
import { formatBytes } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Facts, SectionHead } from '../../../ui/page-bar'
import { visibleLines, visibleName } from '../../../ui/visible-name'
import { FailureNote } from '../acts/failure-note'
import { downloadByBrowser, fileAddress } from '../drag-out'
import { groupedFacts } from './grouped-facts'
import styles from './look.module.css'
import { LookPicture, type PictureView } from './look-picture'
import { LookTables } from './look-table'
import { Newest } from './newest'

/** CSS pixels: a picture of 512 pixels is shown nearly as it is. */
const leastFirstWidth = 420
/** Milliseconds that a file has to stay chosen before it is read: arrow keys are held down. */
const restMs = 120

const asFirst: PictureView = { of: 'image', section: null, sharp: false, clip: previewClip.usual }
/** Pixels of the longer side of a picture that is twice as sharp. */
const sharpSize = 1024

/** Esc inside closes it. */
export function LookDrawer({ place, onClose }: { place: Place; onClose: () => void }): ReactNode {
  const name = baseName(place.path)
  const [width, setWidth] = useDrawerWidth('farscope.look-drawer', leastFirstWidth)
  return (
    <Drawer
      label={`Quick look at ${visibleName(name)}`}
      title={<MiddleEllipsis name={name} />}
      width={width}
      onWidth={setWidth}
      onClose={onClose}
    >
      <Look key={JSON.stringify(place)} place={place} name={name} />
    </Drawer>
  )
}

function Look({ place, name }: { place: Place; name: string }): ReactNode {
  const [view, setView] = useState(asFirst)
  const rested = useRested(JSON.stringify([place, view]))
  const { answer, failure, again } = useAsked(rested, signal =>
    client.previews.look(
      {
        place,
        spectrum: view.of === 'spectrum',
        ...(view.of === 'image' && view.clip !== previewClip.usual && { clip: view.clip }),
        ...(view.section !== null && { section: view.section }),
        ...(view.sharp && view.of === 'image' && { size: sharpSize })
      },
      { signal }
    )
  )
  return (
    <>
      {failure?.code === 'is-a-directory' && <Newest place={place} />}
      {failure && failure.code !== 'is-a-directory' && (
        <FailureNote
          failure={byName(failure, place, name)}
          acts={
            <>
              {(view.of !== 'image' || view.section !== null) && <Button onClick={() => setView(asFirst)}>Back</Button>}
              <Button onClick={again}>Try again</Button>
              <Download place={place} />
            </>
          }
        />
      )}
      {answer === null && failure === null && (
        <p className={styles.quiet} role='status'>
          Reading what it shows.
        </p>
      )}
      {answer && <Content {...{ place, name, view }} preview={answer} onView={setView} />}
      {answer && <About preview={answer} />}
    </>
  )
}

/** The key once it has stayed the same for a moment; null until then. */
function useRested(key: string): string | null {
  const [rested, setRested] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), restMs)
    return () => clearTimeout(timer)
  }, [key])
  return rested
}

function Content(props: {
  place: Place
  name: string
  preview: Preview
  view: PictureView
  onView: (view: PictureView) => void
}): ReactNode {
  const { place, name, preview, view, onView } = props
  const { content } = preview
  switch (content.type) {
    case 'picture':
      return <LookPicture {...{ name, view, onView }} picture={content} />
    case 'image':
      return (
        <div className={styles.frame}>
          <img className={styles.image} src={`data:${content.mime};base64,${content.base64}`} alt={visibleName(name)} />
        </div>
      )
    case 'tables':
      return <LookTables tables={content.tables} />
    case 'text':
      return <Text {...content} />
    case 'nothing':
      return <Nothing place={place} why={content.why} />
  }
}

/** The head of the drawer has the name already; its folders would fill it. */
function byName({ code, message, hint }: Failure, { path }: Place, name: string): Failure {
  return new Failure(code, message.replaceAll(displayName(path), displayName(name)), { hint })
}

/** Why nothing is shown, and the way to open it elsewhere. */
function Nothing({ place, why }: { place: Place; why: string }): ReactNode {
  return (
    <>
      <p className={styles.quiet}>{why}</p>
      <div className={styles.bar}>
        <Download place={place} />
      </div>
    </>
  )
}

/** Nothing where the browser cannot fetch it. */
function Download({ place }: { place: Place }): ReactNode {
  const address = fileAddress(place)
  if (address === undefined) return null
  return (
    <Button icon='download' onClick={() => downloadByBrowser(address)}>
      Download with the browser
    </Button>
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of terminals are what is looked for
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])/g

/** Colours of a terminal are left out; whatever else is no letter is shown as a sign. */
const plain = (text: string): string =>
  visibleLines(text.replace(sequences, '').replace(/\r$/gm, '').replaceAll('\t', '    '))

function Text({ head, tail, skippedBytes }: { head: string; tail: string; skippedBytes: number }): ReactNode {
  if (head === '') return <p className={styles.quiet}>The file is empty.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={styles.text} tabIndex={0} aria-label='Text'>
      <pre>{plain(head)}</pre>
      {tail !== '' && (
        <>
          <p className={styles.gap}>{formatBytes(skippedBytes)} between are left out.</p>
          <pre>{plain(tail)}</pre>
        </>
      )}
    </section>
  )
}

/** Of a small file pieces may be asked for twice. */
function readWords(bytesRead: number, size: number): string {
  if (bytesRead === 0) return size === 0 ? 'nothing' : 'nothing, it was still known'
  return bytesRead < size ? formatBytes(bytesRead) : 'all of it'
}

/** Which values are drawn black and white. */
function contrastFact({ black, white }: PreviewPicture): { name: string; value: string }[] {
  if (black === null || white === null) return []
  const short = (value: number): string => String(Number(value.toPrecision(4)))
  return [{ name: 'Black to white', value: `${short(black)} to ${short(white)}` }]
}

/** What its header tells, and what the look has cost. */
function About({ preview }: { preview: Preview }): ReactNode {
  const { kind, size, facts, bytesRead, content } = preview
  const picture = content.type === 'picture' ? content : null
  const told = [
    { name: 'Kind', value: visibleName(kind) },
    { name: 'Size', value: formatBytes(size) },
    ...groupedFacts(facts),
    ...(picture?.of === 'image' ? contrastFact(picture) : []),
    ...(picture && !picture.everyRow && picture.of === 'image'
      ? [{ name: 'Shown', value: 'some rows of it, evenly spread' }]
      : []),
    { name: 'Read', value: readWords(bytesRead, size) }
  ]
  return (
    <>
      <SectionHead title='Facts' line />
      <div className={styles.facts}>
        <Facts facts={told} nameWidth={104} />
      </div>
    </>
  )
}
