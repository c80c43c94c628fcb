/** Class averages of a make-believe particle: projections that get sharper and lose noise from iteration to iteration. */
import { mrcHeader } from './mrc'
import { seeded } from './random'

interface Point {
  x: number
  y: number
  z: number
  weight: number
}

/** A ring of two stacked hexamers with a lid on one side, about 120 Å across; ångström. */
function particle(): Point[] {
  const points: Point[] = []
  for (const [level, radius] of [
    [-32, 44],
    [0, 50],
    [32, 40]
  ] as const)
    for (let n = 0; n < 6; n++) {
      const angle = (n * Math.PI) / 3 + level * 0.012
      points.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle), z: level, weight: level === 0 ? 1.3 : 1 })
    }
  const lid = [0, 1, 2].map(n => ({ x: 17 * Math.cos(n * 2.1), y: 17 * Math.sin(n * 2.1), z: 58, weight: 0.8 }))
  const random = seeded(5)
  const near = (): number => 26 * (random() - 0.5)
  // Each subunit is a heap of domains, not a ball.
  return [...points, ...lid].flatMap(point =>
    Array.from({ length: 8 }, () => ({
      ...{ x: point.x + near(), y: point.y + near(), z: point.z + near() },
      weight: point.weight * (0.6 + 0.8 * random())
    }))
  )
}

/** Seen from a direction: angles in radians about z, y and z again. */
function project(points: readonly Point[], rot: number, tilt: number, psi: number): Point[] {
  const turn = (a: number, b: number, angle: number): [number, number] => [
    a * Math.cos(angle) - b * Math.sin(angle),
    a * Math.sin(angle) + b * Math.cos(angle)
  ]
  return points.map(point => {
    const [x1, y1] = turn(point.x, point.y, rot)
    const [x2] = turn(x1, point.z, tilt)
    const [x, y] = turn(x2, y1, psi)
    return { ...point, x, y }
  })
}

/** Adds a round spot of `width` pixels (standard deviation). */
function addSpot(image: Float32Array, box: number, at: Point, width: number, pixel: number): void {
  const cx = box / 2 + at.x / pixel
  const cy = box / 2 + at.y / pixel
  const reach = Math.ceil(3 * width)
  for (let y = Math.max(0, Math.floor(cy) - reach); y < Math.min(box, cy + reach); y++)
    for (let x = Math.max(0, Math.floor(cx) - reach); x < Math.min(box, cx + reach); x++) {
      const value = at.weight * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * width * width))
      image[y * box + x] = (image[y * box + x] ?? 0) + value / width ** 2
    }
}

/** How well an iteration resolves a class, in ångström: coarse at first, and never fine for the poorly filled ones. */
export function classResolution(share: number, iteration: number): number {
  return 5.8 + (share < 0.01 ? 22 : share < 0.03 ? 6 : 1.4) + 40 * Math.exp(-iteration / 4.5)
}

/** A stack as RELION writes `run_it…_classes.mrcs`; `pixel` ångström, `shares` of the particles in each class. */
export function classStack(shares: readonly number[], iteration: number, box: number, pixel: number): Buffer {
  const data = new Float32Array(box * box * shares.length)
  const points = particle()
  for (const [number, share] of shares.entries()) {
    const random = seeded(number * 7919 + iteration)
    const view = seeded(number + 11)
    const image = data.subarray(number * box * box, (number + 1) * box * box)
    const seen = project(points, view() * 6.28, Math.acos(2 * view() - 1), view() * 6.28)
    const width = Math.max(1.7, classResolution(share, iteration) / pixel / 2.6)
    for (const point of seen) addSpot(image, box, point, width, pixel)
    const noise = 0.4 * Math.exp(-iteration / 4) + (share < 0.01 ? 0.35 : 0.06)
    for (let at = 0; at < image.length; at++) {
      const away = Math.hypot((at % box) - box / 2, Math.floor(at / box) - box / 2) / (box / 2)
      // RELION's circular mask with a soft edge.
      const mask = Math.min(1, Math.max(0, (0.95 - away) * 8))
      image[at] = mask * ((image[at] ?? 0) + noise * (random() + random() - 1))
    }
  }
  let [low, high, sum] = [0, 0, 0]
  for (const value of data) {
    low = Math.min(low, value)
    high = Math.max(high, value)
    sum += value
  }
  const header = mrcHeader(box, box, shares.length, 2, pixel, [low, high, sum / data.length, 0.2])
  return Buffer.concat([header, Buffer.from(data.buffer)])
}
