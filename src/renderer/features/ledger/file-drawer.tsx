/** One file of the ledger: its checksum and each of its copies. */
import type { LedgerCopy, LedgerFile } from '@contract/ledger'
import { placeText } from '@domain/ledger/place-text'
import type { ReactNode } from 'react'
import { Drawer } from '../../ui/drawer'
import { formatBytes, formatCount, formatDate, unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Facts, SectionHead } from '../../ui/page-bar'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import styles from './ledger.module.css'
import { copyWords, originName, stateWords } from './ledger-words'

const instant = (text: string): string => formatDate(Date.parse(text), Date.now())

export function FileDrawer({ file, onClose }: { file: LedgerFile; onClose: () => void }): ReactNode {
  const { mark, word } = stateWords[file.state]
  return (
    <Drawer
      label='File of the ledger'
      title={
        <span className={styles.name}>
          <StateMark state={mark} label={word} />
          <MiddleEllipsis name={placeText(file.source)} />
        </span>
      }
      onClose={onClose}
    >
      <div className={styles.facts}>
        <Facts
          facts={[
            { name: 'State', value: file.reason === '' ? word : `${word}. ${visibleName(file.reason)}` },
            { name: 'Source', value: <span className={styles.path}>{visibleName(placeText(file.source))}</span> },
            { name: 'Version', value: file.version },
            { name: 'Size', value: `${formatBytes(file.size)} (${formatCount(file.size)} bytes)` },
            { name: 'Modified', value: instant(file.mtime) },
            { name: 'SHA-256', value: <span className={styles.path}>{file.sha256 ?? unknown}</span> },
            { name: 'From', value: visibleName(originName(file)) },
            { name: 'Session', value: file.session === null ? 'none' : visibleName(file.session) },
            ...(file.releasedAt === null ? [] : [{ name: 'Released', value: instant(file.releasedAt) }])
          ]}
        />
      </div>
      <SectionHead title='Copies' line />
      <ul className={styles.copies}>
        {file.copies.map(copy => (
          <CopyLine key={placeText(copy.place)} copy={copy} />
        ))}
      </ul>
    </Drawer>
  )
}

function CopyLine({ copy }: { copy: LedgerCopy }): ReactNode {
  const { mark, word } = copyWords[copy.state]
  return (
    <li>
      <StateMark state={mark} label='' />
      <span>
        <span className={styles.path}>{visibleName(placeText(copy.place))}</span>
        <span className='faint'>
          {copy.state === 'verified' ? '' : `${word}; `}verified {instant(copy.verifiedAt)}
          {copy.checkedAt !== copy.verifiedAt && `, looked at ${instant(copy.checkedAt)}`}
        </span>
        {copy.message !== '' && <span className='bad'>{visibleName(copy.message)}</span>}
      </span>
    </li>
  )
}
