/** A moment as the facility's clock shows it. */

/** British English has the European names of zones, American English the American ones; the other gives an offset. */
function zoneWord(at: number, zone: string): string {
  const names = ['en-GB', 'en-US'].map(locale =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')
  )
  return names.find(name => name && !name.value.startsWith('GMT'))?.value ?? names[0]?.value ?? zone
}

/** `Sat 21 Nov 09:00 CET`. Milliseconds since 1970 in. */
export function facilityTime(at: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  })
  return `${format.format(at).replaceAll(',', '')} ${zoneWord(at, zone)}`
}
