/** What the demo's microscope shows: a grid of holes that drifts, the time, and what it was told by keys and pointer. */
import { drawText } from './rfb-font'

export const sceneWidth = 960
export const sceneHeight = 600
/** The picture of the grid is a square at the left. Pixels. */
const imageEdge = 600
const holePitch = 148
const holeRadius = 58

/** What people did; everybody who looks sees it. */
export interface SceneInput {
  /** Where the pointer was last, and whether a button is down. */
  readonly pointer: { readonly x: number; readonly y: number; readonly pressed: boolean }
  readonly clicks: number
  /** The last letters that were typed. */
  readonly typed: string
  /** The last text that came by the clipboard. */
  readonly pasted: string
}

export const quietInput: SceneInput = { pointer: { x: 0, y: 0, pressed: false }, clicks: 0, typed: '', pasted: '' }

/** Grey of the specimen at a place, from its place alone, so that it moves as a whole. */
function speckle(x: number, y: number): number {
  const mixed = Math.imul(x * 73_856_093, 1) ^ Math.imul(y * 19_349_663, 1)
  return ((Math.imul(mixed ^ (mixed >>> 13), 0x5bd1e995) >>> 24) & 0x38) - 28
}

const remainder = (value: number, by: number): number => ((value % by) + by) % by

function specimen(x: number, y: number): number {
  const across = remainder(x, holePitch) - holePitch / 2
  const down = remainder(y, holePitch) - holePitch / 2
  const distance = Math.hypot(across, down)
  const edge = Math.abs(distance - holeRadius) < 3
  return (edge ? 70 : distance < holeRadius ? 176 : 110) + speckle(x, y)
}

/** Where the stage is, in pixels of the picture; `seconds` since the start. */
function stageAt(seconds: number): { x: number; y: number } {
  return { x: Math.round(seconds * 1.5), y: Math.round(24 * Math.sin(seconds / 9)) }
}

type Colour = readonly [red: number, green: number, blue: number]
const panel: Colour = [24, 29, 33]
const quiet: Colour = [150, 162, 170]
const bright: Colour = [232, 236, 240]
const accent: Colour = [97, 182, 226]
const live: Colour = [95, 196, 134]

/** Rows of red, green, blue. */
export class Scene {
  readonly pixels = new Uint8Array(sceneWidth * sceneHeight * 3)
  private drawnAt = { x: Number.NaN, y: Number.NaN }
  private readonly specimenPixels = new Uint8Array(imageEdge * imageEdge)

  /** Draws the moment. `now` is shown as it is. */
  draw(seconds: number, now: Date, input: SceneInput): void {
    this.drawImage(stageAt(seconds))
    this.drawPanel(seconds, now, input)
    this.drawPointer(input)
  }

  private drawImage(stage: { x: number; y: number }): void {
    if (stage.x !== this.drawnAt.x || stage.y !== this.drawnAt.y) {
      this.drawnAt = stage
      for (let y = 0, at = 0; y < imageEdge; y++)
        for (let x = 0; x < imageEdge; x++, at++) this.specimenPixels[at] = specimen(x + stage.x, y + stage.y)
    }
    for (let y = 0; y < imageEdge; y++)
      for (let x = 0; x < imageEdge; x++) {
        const to = (y * sceneWidth + x) * 3
        const grey = this.specimenPixels[y * imageEdge + x] ?? 0
        this.pixels[to] = grey
        this.pixels[to + 1] = grey
        this.pixels[to + 2] = grey
      }
    this.fill(24, imageEdge - 44, 150, 28, [0, 0, 0])
    this.fill(34, imageEdge - 24, 74, 3, bright)
    this.text('1 UM', 116, imageEdge - 37, bright)
  }

  private drawPanel(seconds: number, now: Date, input: SceneInput): void {
    const stage = stageAt(seconds)
    const left = imageEdge + 24
    this.fill(imageEdge, 0, sceneWidth - imageEdge, sceneHeight, panel)
    this.text('KRIOS 1', left, 24, bright, 3)
    this.text('DEMO FACILITY', left, 56, quiet)
    this.fill(left, 96, 12, 12, live)
    this.text('COLUMN VALVES OPEN', left + 20, 95, bright)
    const facts: readonly [string, string][] = [
      ['TIME', now.toISOString().slice(11, 19)],
      ['STAGE X', `${(stage.x / 74).toFixed(2)} UM`],
      ['STAGE Y', `${(stage.y / 74).toFixed(2)} UM`],
      ['MAG', '2250 X'],
      ['DOSE RATE', '8.4 E/PX/S'],
      ['CLICKS', `${input.clicks}`]
    ]
    facts.forEach(([name, value], row) => {
      this.text(name, left, 136 + row * 28, quiet)
      this.text(value, left + 130, 136 + row * 28, bright)
    })
    this.text('KEYS', left, 330, quiet)
    this.text(input.typed.slice(-26) || '-', left, 354, accent)
    this.text('CLIPBOARD', left, 394, quiet)
    this.text(input.pasted.slice(0, 26) || '-', left, 418, accent)
    this.text('A SIMULATED MICROSCOPE', left, 560, quiet)
  }

  private drawPointer({ pointer }: SceneInput): void {
    const colour = pointer.pressed ? live : accent
    this.fill(pointer.x - 12, pointer.y, 25, 1, colour)
    this.fill(pointer.x, pointer.y - 12, 1, 25, colour)
    if (pointer.pressed) this.fill(pointer.x - 4, pointer.y - 4, 9, 9, colour)
  }

  private text(words: string, x: number, y: number, colour: Colour, scale = 2): void {
    drawText(words, (column, row) => this.fill(x + column * scale, y + row * scale, scale, scale, colour))
  }

  private fill(x: number, y: number, width: number, height: number, [red, green, blue]: Colour): void {
    const right = Math.min(sceneWidth, x + width)
    const bottom = Math.min(sceneHeight, y + height)
    for (let row = Math.max(0, y); row < bottom; row++)
      for (let column = Math.max(0, x); column < right; column++) {
        const at = (row * sceneWidth + column) * 3
        this.pixels[at] = red
        this.pixels[at + 1] = green
        this.pixels[at + 2] = blue
      }
  }
}
