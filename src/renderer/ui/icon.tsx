import type { ReactNode } from 'react'

/** Line icons on a 16 by 16 grid, drawn with the text's own colour. */
const shapes = {
  now: (
    <>
      <path d='M2.5 11.5a5.8 5.8 0 1 1 11 0M8 10.5l2.6-3.6' />
      <circle cx='8' cy='10.8' r='.9' />
    </>
  ),
  files: <path d='M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5' />,
  terminals: <path d='M2 3.5h12v9H2zM4.5 6.5l2 1.7-2 1.8M8.3 10h3' />,
  jobs: (
    <>
      <path d='M2 4h7M2 8h12M2 12h4.5' />
      <path d='M11 4h3M8.5 12H14' opacity='.45' />
    </>
  ),
  cloud: <path d='M4.6 12.5h6.9a2.7 2.7 0 0 0 .4-5.4 4 4 0 0 0-7.7-.6 3 3 0 0 0 .4 6z' />,
  displays: <path d='M2 3h12v8H2zM6 13.5h4M8 11v2.5' />,
  calendar: <path d='M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v2.5M10.5 2v2.5' />,
  planner: (
    <>
      <path d='M2.5 2.5v11h11M4.5 5c1.2 4 3.5 5.8 8.5 6.3' />
      <circle cx='7' cy='5' r='.9' />
      <circle cx='11.5' cy='7' r='.9' />
    </>
  ),
  ledger: <path d='M3.5 2.5h9v11h-9zM3.5 11h9M6 6.7l1.4 1.4L10 5.4' />,
  settings: (
    <>
      <path d='M2 5h6M12 5h2M2 11h2M8 11h6' />
      <circle cx='10' cy='5' r='1.8' />
      <circle cx='6' cy='11' r='1.8' />
    </>
  ),
  search: (
    <>
      <path d='M10.5 10.5 14 14' />
      <circle cx='7' cy='7' r='4.5' />
    </>
  ),
  refresh: <path d='M13 8a5 5 0 1 1-1.6-3.7M11.6 1.8v2.7H8.9' />,
  more: (
    <>
      <circle cx='3.5' cy='8' r='.7' />
      <circle cx='8' cy='8' r='.7' />
      <circle cx='12.5' cy='8' r='.7' />
    </>
  ),
  folder: <path d='M1.8 4.2c0-.6.4-1 1-1h3.4l1.5 1.6h5.5c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1H2.8c-.6 0-1-.4-1-1z' />,
  'folder-new': (
    <path d='M1.8 4.2c0-.6.4-1 1-1h3.4l1.5 1.6h5.5c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1H2.8c-.6 0-1-.4-1-1zM8 7v3.6M6.2 8.8h3.6' />
  ),
  file: <path d='M4 2h5l3 3v9H4zM9 2v3h3' />,
  image: (
    <>
      <path d='M2.5 3h11v10h-11zM3 11l3-3 2.5 2.2L11 7.5l2.5 2.8' />
      <circle cx='6' cy='6' r='.8' />
    </>
  ),
  link: (
    <path d='M6.8 9.2 9.2 6.8M7.5 5l1.7-1.7a2.5 2.5 0 0 1 3.5 3.5L11 8.5M8.5 11l-1.7 1.7a2.5 2.5 0 0 1-3.5-3.5L5 7.5' />
  ),
  expand: <path d='M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10' />,
  external: <path d='M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4' />,
  close: <path d='M4 4l8 8M12 4l-8 8' />,
  check: <path d='M3.5 8.5l3 3 6-7' />,
  minus: <path d='M3.5 8h9' />,
  plus: <path d='M8 3v10M3 8h10' />,
  pin: <path d='M8 9.5V14M5 2.5h6M6 2.5v4L4.5 9.5h7L10 6.5v-4' />,
  'arrow-up': <path d='M8 13V3M4 7l4-4 4 4' />,
  'arrow-down': <path d='M8 3v10M4 9l4 4 4-4' />,
  'arrow-left': <path d='M13 8H3M7 4 3 8l4 4' />,
  'arrow-right': <path d='M3 8h10M9 4l4 4-4 4' />,
  'chevron-up': <path d='M3.5 10 8 5.5 12.5 10' />,
  'chevron-down': <path d='M3.5 6 8 10.5 12.5 6' />,
  'chevron-left': <path d='M10 3.5 5.5 8 10 12.5' />,
  'chevron-right': <path d='M6 3.5 10.5 8 6 12.5' />,
  key: (
    <>
      <path d='M7.5 8.5 13.5 2.5M11 5l2 2' />
      <circle cx='5.5' cy='10.5' r='3' />
    </>
  ),
  lock: <path d='M3.5 7.5h9v6h-9zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3' />,
  person: (
    <>
      <path d='M2.8 13.5c.6-2.8 2.6-4.2 5.2-4.2s4.6 1.4 5.2 4.2' />
      <circle cx='8' cy='5.2' r='2.6' />
    </>
  ),
  copy: <path d='M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3' />,
  upload: <path d='M8 10.5V2.5M4.8 5.5 8 2.3l3.2 3.2M2.5 10.5v3h11v-3' />,
  download: <path d='M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.5 10.5v3h11v-3' />,
  pause: <path d='M5.5 3.5v9M10.5 3.5v9' />,
  play: <path d='M5 3.2v9.6L12.5 8z' />,
  stop: <path d='M4 4h8v8H4z' />,
  edit: <path d='M3 13l.6-2.9L10.9 2.8l2.3 2.3-7.3 7.3zM9.5 4.2l2.3 2.3' />,
  trash: <path d='M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4' />,
  eye: (
    <>
      <path d='M1.5 8C3 5.2 5.2 3.8 8 3.8S13 5.2 14.5 8C13 10.8 10.8 12.2 8 12.2S3 10.8 1.5 8z' />
      <circle cx='8' cy='8' r='2' />
    </>
  ),
  'eye-off': <path d='M1.5 8C3 5.2 5.2 3.8 8 3.8S13 5.2 14.5 8C13 10.8 10.8 12.2 8 12.2S3 10.8 1.5 8zM3 13 13 3' />,
  split: <path d='M2 3h12v10H2zM8 3v10' />,
  'split-down': <path d='M2 3h12v10H2zM2 8h12' />,
  filter: <path d='M2.5 3.5h11L9.3 8.6v4.2l-2.6-1.3V8.6z' />,
  server: <path d='M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.8h.1M5 11.3h.1M8 4.8h3.5M8 11.3h3.5' />,
  disk: <path d='M2 9.5 4 3.5h8l2 6v3.5H2zM2 9.5h12M11 11.3h.1' />,
  info: (
    <>
      <circle cx='8' cy='8' r='5.8' />
      <path d='M8 7.3v3.7M8 5v.2' />
    </>
  ),
  help: (
    <>
      <circle cx='8' cy='8' r='5.8' />
      <path d='M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.1v.2' />
    </>
  ),
  bookmark: <path d='M4.5 2.5h7v11L8 10.6l-3.5 2.9z' />,
  tree: <path d='M2.5 3h4M4.5 3v9.5h4M4.5 7.5h4M10 7.5h4M10 12.5h4' />,
  swap: <path d='M3 5.5h10M10.5 3 13 5.5 10.5 8M13 11H3M5.5 8.5 3 11l2.5 2.5' />,
  compare: <path d='M2.5 3h4.5v10H2.5zM9 3h4.5v10H9zM4 6h1.5M4 9h1.5M10.5 6H12M10.5 9H12' />,
  bucket: <path d='M2.8 4.2 4.2 13.5h7.6l1.4-9.3M2.8 4.2c0-1.9 10.4-1.9 10.4 0s-10.4 1.9-10.4 0' />,
  bell: <path d='M3.2 12h9.6M4.4 12V7.4a3.6 3.6 0 0 1 7.2 0V12M8 2v1.6M6.8 14h2.4' />,
  history: <path d='M3 8a5 5 0 1 0 1.6-3.7M4.4 1.8v2.7h2.7M8 5.3V8l2 1.4' />,
  list: <path d='M2 4h.1M2 8h.1M2 12h.1M5 4h9M5 8h9M5 12h9' />,
  power: <path d='M8 2v5.5M4.8 4a5.2 5.2 0 1 0 6.4 0' />
} satisfies Record<string, ReactNode>

/** Name of an icon of the program. */
export type IconName = keyof typeof shapes

/** All icon names, for a gallery. */
// Object.keys loses the keys' type; the object is closed above.
export const iconNames = Object.keys(shapes) as readonly IconName[]

/**
 * A line icon. It says nothing by itself: the control that holds it has the name.
 * @param size side in CSS pixels; 16 in the rail, 14 in controls, 15 before names in tables
 */
export function Icon({
  name,
  size = 16,
  className
}: {
  name: IconName
  size?: number
  className?: string | undefined
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox='0 0 16 16'
      fill='none'
      stroke='currentColor'
      strokeWidth={1.35}
      strokeLinecap='round'
      strokeLinejoin='round'
      aria-hidden='true'
      className={className}
    >
      {shapes[name]}
    </svg>
  )
}
