import { useLink } from '../client/engine-link'
import { Banner } from '../ui/note'

/** Says that the engine is gone and what that means; it is tried again by itself. */
export function LinkBanner() {
  const { state, generation } = useLink()
  if (state !== 'lost') return null
  return (
    <Banner tone='error'>
      {generation === 0 ? 'Farscope’s engine does not answer.' : 'The link to Farscope’s engine is lost.'} What is shown
      may be old. It is tried again every second; if the program was ended, start it again.
    </Banner>
  )
}
