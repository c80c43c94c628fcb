import { compareQueues } from '@domain/plan/compare-queues'
import { compareSteps } from '@domain/plan/compare-steps'
import { describe, expect, it } from 'vitest'
import { tables } from './tables'

const { steps: stepsDocument, queues: queuesDocument } = await tables

describe('workstation against AWS', () => {
  const { steps, totals, printed, differences, storageGbMonths } = compareSteps(stepsDocument)

  it('has every row of the table, as it is printed', () => {
    expect(
      steps.map(({ step, workstationHours, awsHours, dataHours, jobHours, vms, type, usdPerHour, usdPrinted }) =>
        [step, workstationHours, awsHours, dataHours, jobHours, usdPrinted, vms, type, usdPerHour].join(' ')
      )
    ).toEqual([
      'Movie alignment 34 13.26 11.06 2.2 146.72 5 x1.32xlarge 13.34',
      'Autopick 2 1.3 1.1 0.2 9.36 1 p2.8xlarge 7.2',
      'CTF Estimation 0.4 0.66 0.55 0.11 4.75 1 p2.8xlarge 7.2',
      'Extract  1.3 0.68 0.62 1.04 1 m4.4xlarge 0.8',
      '2D classification 8 4.3 0.17 4.13 61.92 1 p2.16xlarge 14.4',
      '3D autorefine 5.3 5.38 0.08 5.3 38.74 1 p2.8xlarge 7.2',
      'Movie extract 9.5 4.07 3.35 0.72 179.73 8 d2.8xlarge 5.52',
      'Movie-refine 17.5 4.85 0.75 4.1 64.69 1 x1.32xlarge 13.34',
      'Polish 25 6.8 1.4 5.4 90.7 1 x1.32xlarge 13.34',
      '3D classification 7 6.17 0.17 6 44.42 1 p2.8xlarge 7.2',
      '3D autorefine 6 6.4 0.1 6.3 46.08 1 p2.8xlarge 7.2',
      'Rosetta      6 c4.8xlarge 1.59'
    ])
    expect(steps.map(step => step.workstationDay)).toEqual([1, 3, 3, 3, 3, 4, 4, 5, 7, 8, 8, 9])
    expect(steps.map(step => step.awsDay)).toEqual([1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5])
  })

  it('comes to the totals of the document', () => {
    expect(totals.workstationHours).toBe(printed.workstationHours)
    expect(totals.awsHours).toBe(54.49)
    expect(totals.awsHours).toBeCloseTo(printed.awsHours, 1)
    expect(totals.dataHours).toBe(19.41)
    expect(totals.jobHours).toBe(35.08)
    expect(steps.reduce((sum, step) => sum + (step.usdPrinted ?? 0), 0)).toBeCloseTo(688.15, 8)
    expect(printed).toMatchObject({ computeUsd: 688.15, totalUsd: 1378.15, summary: { computeUsd: 688.17 } })
    expect(totals).toMatchObject({ computeUsd: 688.19, storageUsd: 690, totalUsd: 1378.19, workstationUsd: 72.26 })
    expect(storageGbMonths).toBe(30_000)
  })

  it('tells how long Rosetta ran, of which only the cost is printed', () => {
    expect(compareSteps(stepsDocument).rosetta).toMatchObject({
      usdPrinted: 43.6,
      structures: 216,
      hoursComputed: 4.57
    })
  })
  it('bills movie alignment by the hours of its job and the other steps by all hours', () => {
    for (const step of steps.filter(({ usdComputed }) => usdComputed !== null)) {
      const hours = step.id === 'movie-alignment' ? step.jobHours : step.awsHours
      expect(step.usdComputed).toBeCloseTo((hours ?? 0) * (step.vms ?? 0) * (step.usdPerHour ?? 0), 2)
      expect(Math.abs((step.usdComputed ?? 0) - (step.usdPrinted ?? 0))).toBeLessThan(0.025)
    }
  })

  it('tells both figures where the printed one is not the arithmetic, and that the price was rounded', () => {
    const rounded = differences.filter(({ why }) => why.includes('$13.338'))
    expect(rounded.map(({ what, printed, computed }) => [what, printed, computed])).toEqual([
      ['Movie alignment on AWS', 146.72, 146.74],
      ['Movie-refine on AWS', 64.69, 64.7],
      ['Polish on AWS', 90.7, 90.71]
    ])
    expect(differences.map(({ what, printed, computed }) => [what, printed, computed])).toEqual(
      expect.arrayContaining([
        ['Computing on AWS', 688.15, 688.19],
        ['Computing on AWS, in the summary', 688.17, 688.19],
        ['Computing on the workstation', 72.45, 72.26],
        ['An hour of the workstation', 0.63, 0.6342],
        ['All hours on AWS, in the summary', 55, 54.49],
        ['All hours on the workstation, in the summary', 115, 114.7],
        ['Working days on the workstation', 10, 9]
      ])
    )
    expect(differences.every(({ printed, computed }) => printed !== computed)).toBe(true)
  })
})

describe('cryoSPARC on WEKA and on FSx', () => {
  const { queues, storage, checks, differences } = compareQueues(queuesDocument)

  it('gives time, cost on demand and reserved, and the advantage of every queue', () => {
    expect(queues.map(queue => [queue.type, queue.advantagePrinted, queue.advantageComputed])).toEqual([
      ['g5.4xlarge', 19, 18.3],
      ['p3.8xlarge', 30, 30.2],
      ['g5.24xlarge', 21, 21.2],
      ['g5.48xlarge', 17, 16.3]
    ])
    expect(queues.map(({ wekaUsd, fsxUsd }) => [wekaUsd, fsxUsd])).toEqual([
      [11.18, 13.69],
      [52.28, 74.86],
      [24.67, 31.31],
      [44.13, 52.76]
    ])
    expect(queues.map(({ wekaUsdReserved }) => wekaUsdReserved)).toEqual([7.04, 35.68, 15.54, 27.8])
  })

  it('names the machine that the document prints no result of', () => {
    expect(compareQueues(queuesDocument).unmeasured.types).toEqual(['g4dn.4xlarge'])
  })
  it('makes each month of storage out of its parts', () => {
    expect(storage.map(({ usdPerMonthPrinted }) => usdPerMonthPrinted)).toEqual([11900, 8404, 105000, 74463, 27791])
    for (const one of storage) {
      expect(one.usdPerMonthComputed).toBe(one.usdPerMonthPrinted)
      for (const part of one.parts) expect(part.usdPerMonthComputed).toBe(part.usdPerMonthPrinted)
    }
    expect(storage.map(({ advantageComputed }) => advantageComputed)).toEqual([null, 29.4, null, 29.1, 73.5])
  })

  it('tells which percentages are not the arithmetic, and gives no reason that the document does not', () => {
    expect(differences.map(({ what, printed, why }) => [what, printed, why])).toEqual([
      ['Time on g5.4xlarge, WEKA against FSx', 19, 'The document does not say.'],
      ['Cost on g5.4xlarge, WEKA against FSx', 19, 'The document does not say.'],
      ['Time on g5.48xlarge, WEKA against FSx', 17, 'The document does not say.'],
      ['Cost on g5.48xlarge, WEKA against FSx', 17, 'The document does not say.'],
      ['A month of WEKA, 8 x i3en.3xlarge, 35 TB, all flash, against FSx', 30, 'The document does not say.'],
      ['A month of WEKA, 77 x i3en.3xlarge, 500 TB, all flash, against FSx', 30, 'The document does not say.'],
      ['A month of WEKA, 16 x i3en.3xlarge, 100 TB flash and 400 TB S3, against FSx', 75, 'The document does not say.']
    ])
    expect(checks.map(({ printed, computed }) => [printed, computed])).toEqual([
      [2.5, 2.5412],
      [3.9, 3.9468]
    ])
  })
})
