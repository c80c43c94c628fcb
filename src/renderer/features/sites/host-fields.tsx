/** The fields in which a host is told, wherever one is added or changed. */
import { NumberField, TextField } from '../../ui/text-field'
import styles from './sites.module.css'

interface HostFacts {
  readonly host: string
  readonly port: number | undefined
  readonly jumps: string
}

interface HostFieldProps<Fact extends keyof HostFacts> {
  readonly draft: Pick<HostFacts, Fact>
  readonly set: (change: Partial<Pick<HostFacts, Fact>>) => void
  readonly errorOf: (field: Fact) => string | undefined
}

/** Name or address, and port. */
export function HostAndPort(props: HostFieldProps<'host' | 'port'> & { placeholder?: string; autoFocus?: boolean }) {
  const { draft, set, errorOf, placeholder, autoFocus } = props
  return (
    <div className={styles.pair}>
      <TextField
        label='Host'
        placeholder={placeholder}
        mono
        autoFocus={autoFocus}
        value={draft.host}
        onChange={host => set({ host })}
        error={errorOf('host')}
      />
      <NumberField
        label='Port'
        placeholder='22'
        value={draft.port}
        onChange={port => set({ port })}
        error={errorOf('port')}
      />
    </div>
  )
}

/** The jump hosts on the way there. */
export function Through(props: HostFieldProps<'jumps'> & { placeholder?: string }) {
  const { draft, set, errorOf, placeholder } = props
  return (
    <TextField
      label='Through'
      mono
      placeholder={placeholder}
      value={draft.jumps}
      onChange={jumps => set({ jumps })}
      error={errorOf('jumps')}
      hint='Jump hosts, the nearest first.'
    />
  )
}
