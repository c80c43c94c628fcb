/** STAR files as RELION 5 writes them (https://relion.readthedocs.io, "STAR files"). */

/** A loop of rows under `_rln…` labels. */
export function starLoop(
  block: string,
  labels: readonly string[],
  rows: readonly (readonly (string | number)[])[]
): string {
  const head = labels.map((label, index) => `_rln${label} #${index + 1} `)
  const width = 12
  const lines = rows.map(row => row.map(value => String(value).padStart(width)).join(' '))
  return ['', '# version 50001', '', `data_${block}`, '', 'loop_ ', ...head, ...lines, ' ', ''].join('\n')
}

/** A block of single values. */
export function starValues(block: string, values: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(values).map(([label, value]) => `${`_rln${label}`.padEnd(48)} ${value}`)
  return ['', '# version 50001', '', `data_${block}`, '', ...lines, ' ', ''].join('\n')
}

/** The optics table that every RELION file of images begins with. */
export function opticsTable(pixelSize: number): string {
  const labels = [
    'OpticsGroupName',
    'OpticsGroup',
    'MicrographOriginalPixelSize',
    'Voltage',
    'SphericalAberration',
    'AmplitudeContrast'
  ]
  return starLoop('optics', labels, [['opticsGroup1', 1, pixelSize.toFixed(6), '300.000000', '2.700000', '0.100000']])
}
