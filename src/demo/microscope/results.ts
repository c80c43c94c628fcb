/** The tables that RELION's jobs write about the exposures, and EPU's file beside each movie. */
import { opticsTable, starLoop } from '../data/star'
import { type Exposure, pixelSize } from './exposure'

/** Below the project's folder. */
export const motionJob = 'MotionCorr/job002'
export const ctfJob = 'CtfFind/job003'

const motionLabels = [
  ...['MicrographName', 'MicrographMetadata', 'OpticsGroup'],
  ...['AccumMotionTotal', 'AccumMotionEarly', 'AccumMotionLate']
]
const ctfLabels = [
  ...['MicrographName', 'OpticsGroup', 'CtfImage', 'DefocusU', 'DefocusV', 'CtfAstigmatism', 'DefocusAngle'],
  ...['CtfFigureOfMerit', 'CtfMaxResolution']
]

const micrograph = ({ path }: Exposure): string => `${motionJob}/Movies/${path}_fractions`
/** CTFFIND's image of an exposure, below the project's folder. */
export const spectrumPath = ({ path }: Exposure): string => `${ctfJob}/Movies/${path}_fractions.ctf`
/** The corrected micrograph, below the project's folder. */
export const micrographPath = (exposure: Exposure): string => `${micrograph(exposure)}.mrc`

/** `corrected_micrographs.star`: RELION counts motion in pixels. */
export function motionTable(exposures: readonly Exposure[]): string {
  const rows = exposures.map(one => {
    const [total, early] = [one.driftAngstrom / pixelSize, one.earlyDriftAngstrom / pixelSize]
    const motions = [total, early, total - early].map(value => value.toFixed(6))
    return [`${micrograph(one)}.mrc`, `${micrograph(one)}.star`, 1, ...motions]
  })
  return opticsTable(pixelSize) + starLoop('micrographs', motionLabels, rows)
}

/** `micrographs_ctf.star`. */
export function ctfTable(exposures: readonly Exposure[]): string {
  const rows = exposures.map(one => {
    const { defocusUAngstrom: u, defocusVAngstrom: v, angleDegrees, ctfResolutionAngstrom } = one
    const merit = 0.24 / ctfResolutionAngstrom
    const figures = [u, v, u - v, angleDegrees, merit, ctfResolutionAngstrom].map(value => value.toFixed(6))
    return [micrographPath(one), 1, `${spectrumPath(one)}:mrc`, ...figures]
  })
  return opticsTable(pixelSize) + starLoop('micrographs', ctfLabels, rows)
}

/** What EPU writes beside a movie when it is finished. */
export function sidecar(one: Exposure): string {
  const defocus = (-(one.defocusUAngstrom + one.defocusVAngstrom) / 2) * 1e-10
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<MicroscopeImage>',
    '  <microscopeData>',
    '    <acquisition>',
    `      <acquisitionDateTime>${new Date(one.at).toISOString()}</acquisitionDateTime>`,
    '      <camera><Name>EF-Falcon</Name><ExposureTime>4.2</ExposureTime></camera>',
    '    </acquisition>',
    '    <gun><AccelerationVoltage>300000</AccelerationVoltage></gun>',
    `    <optics><Defocus>${defocus.toExponential(3)}</Defocus></optics>`,
    '  </microscopeData>',
    `  <SpatialScale><pixelSize><x><numericValue>${pixelSize}e-10</numericValue></x></pixelSize></SpatialScale>`,
    '</MicroscopeImage>',
    ''
  ].join('\n')
}
