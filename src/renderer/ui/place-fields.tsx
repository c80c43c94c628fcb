import type { SiteView } from '@contract/sites'
import type { ReactNode } from 'react'
import { FieldGroup } from './field-group'
import { type PlaceDraft, whereOfSite } from './place-draft'
import styles from './place-fields.module.css'
import { Select } from './select'
import { TextField } from './text-field'
import { visibleName } from './visible-name'

/** Asks for a place: on this computer, on a site or in S3, and the path there. */
export function PlaceFields(props: {
  label: string
  place: PlaceDraft
  sites: readonly Pick<SiteView, 'name' | 'label'>[]
  error: string | undefined
  onChange: (place: PlaceDraft) => void
}): ReactNode {
  const { label, place, sites, error, onChange } = props
  return (
    <FieldGroup legend={label}>
      <Select
        label={`${label}: place`}
        hideLabel
        value={place.where}
        onChange={where => onChange({ ...place, where })}
        options={[
          { value: 'local', label: 'This computer' },
          ...sites.map(site => ({ value: whereOfSite(site.name), label: visibleName(site.label ?? site.name) })),
          { value: 's3', label: 'S3' }
        ]}
      />
      <TextField
        label={`${label}: path`}
        hideLabel
        mono
        className={styles.path}
        placeholder={place.where === 's3' ? '/bucket/folder' : '/data/run7'}
        value={place.path}
        onChange={path => onChange({ ...place, path })}
        error={error}
      />
    </FieldGroup>
  )
}
