/** The mark of the program: a condenser aperture in cross hairs. */
export function BrandMark({ size = 17 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox='0 0 16 16'
      fill='none'
      stroke='currentColor'
      strokeWidth={1.5}
      strokeLinecap='round'
      aria-hidden='true'
    >
      <circle cx='8' cy='8' r='6.2' opacity='.5' />
      <circle cx='8' cy='8' r='3' />
      <path d='M8 .8v3M8 12.2v3M.8 8h3M12.2 8h3' />
    </svg>
  )
}
