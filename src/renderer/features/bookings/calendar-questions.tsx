import type { Booking } from '@contract/booking'
import type { ReactNode } from 'react'
import { AskDialog } from './dialogs/ask-dialog'
import { BookDialog } from './dialogs/book-dialog'
import { CancelDialog } from './dialogs/cancel-dialog'
import { CheckDialog } from './dialogs/check-dialog'
import { ImportDialog } from './dialogs/import-dialog'
import { NoShowDialog } from './dialogs/no-show-dialog'
import { ScopeDialog } from './dialogs/scope-dialog'
import type { Question } from './questions'
import type { Wishes } from './use-wishes'

/** The dialog that is open over the calendar. */
export function CalendarQuestions(props: {
  question: Question | null
  wishes: Wishes
  bookings: readonly Booking[]
  onShow: (uid: string | null) => void
  onClose: () => void
}): ReactNode {
  const { question, wishes, bookings, onShow, onClose } = props
  const { held } = wishes
  const done = (uid: string | undefined): void => {
    onClose()
    if (uid !== undefined) onShow(uid)
  }
  if (held?.at === 'scope') return <ScopeDialog draft={held.draft} onMove={wishes.move} onClose={wishes.drop} />
  switch (question?.is) {
    case 'book':
    case 'edit':
      return <BookDialog subject={question} onDone={done} onClose={onClose} />
    case 'cancel':
      return <CancelDialog {...{ booking: question.booking, bookings, onClose }} />
    case 'ask':
      return <AskDialog {...{ booking: question.booking, next: question.next, onClose }} />
    case 'no-show':
      return <NoShowDialog {...{ booking: question.booking, onClose }} />
    case 'import':
      return <ImportDialog onClose={onClose} />
    case 'check':
      return <CheckDialog onClose={onClose} />
    default:
      return null
  }
}
