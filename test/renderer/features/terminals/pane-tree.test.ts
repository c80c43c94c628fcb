import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  insertPane,
  movePane,
  moveToEdge,
  neighbourOf,
  onePane,
  type PaneTree,
  paneBoxes,
  paneKeys,
  removePane,
  resizeSplit,
  type Side,
  swapPanes
} from '../../../../src/renderer/features/terminals/pane-tree'

const sides: readonly Side[] = ['left', 'right', 'up', 'down']
const side = fc.constantFrom(...sides)
const at = fc.nat(1000)

/** a | b over c */
const three = insertPane(insertPane(onePane('a'), 'a', 'right', 'b'), 'b', 'down', 'c')

/** What must hold of every tree: shares add up, splits are of two or more, and no split lies in one of its direction. */
function isTidy(tree: PaneTree): boolean {
  if (tree.kind === 'pane') return true
  const total = tree.children.reduce((sum, { share }) => sum + share, 0)
  return (
    tree.children.length > 1 &&
    Math.abs(total - 1) < 1e-9 &&
    tree.children.every(
      ({ share, node }) => share > 0 && isTidy(node) && (node.kind === 'pane' || node.direction !== tree.direction)
    )
  )
}

/** A tree made by splitting here and there. */
const trees = fc.array(fc.tuple(at, side), { maxLength: 15 }).map(splits =>
  splits.reduce<PaneTree>((tree, [place, where], number) => {
    const keys = paneKeys(tree)
    return insertPane(tree, keys[place % keys.length] ?? '', where, `p${number + 1}`)
  }, onePane('p0'))
)
const pick = (tree: PaneTree, place: number): string => paneKeys(tree)[place % paneKeys(tree).length] ?? ''

describe('panes of a tab', () => {
  it('share the room of the one that was split', () => {
    expect(paneBoxes(three)).toEqual([
      { key: 'a', left: 0, top: 0, width: 0.5, height: 1 },
      { key: 'b', left: 0.5, top: 0, width: 0.5, height: 0.5 },
      { key: 'c', left: 0.5, top: 0.5, width: 0.5, height: 0.5 }
    ])
  })

  it('in one row are one split, however they came there', () => {
    const row = insertPane(insertPane(onePane('a'), 'a', 'right', 'b'), 'b', 'right', 'c')
    expect(row).toMatchObject({ kind: 'split', direction: 'row', children: [{ share: 0.5 }, {}, { share: 0.25 }] })
    expect(removePane(three, 'a')).toMatchObject({ direction: 'column' })
    expect(removePane(onePane('a'), 'a')).toBeNull()
  })

  it('are found beside each other', () => {
    expect(neighbourOf(three, 'a', 'right')).toBe('b')
    expect(neighbourOf(three, 'c', 'left')).toBe('a')
    expect(neighbourOf(three, 'c', 'up')).toBe('b')
    expect(neighbourOf(three, 'a', 'left')).toBeNull()
  })

  it('take the sizes they are given, and refuse sizes of another split', () => {
    expect(paneBoxes(resizeSplit(three, [], [30, 10]))[0]?.width).toBe(0.75)
    expect(paneBoxes(resizeSplit(three, [1], [1, 4]))[1]?.height).toBeCloseTo(0.2)
    expect(resizeSplit(three, [], [1, 2, 3])).toEqual(three)
    expect(resizeSplit(three, [], [1, 0])).toEqual(three)
  })

  it('are never lost or doubled by a split, a move, a swap or a new edge', () => {
    fc.assert(
      fc.property(trees, at, at, side, (tree, one, other, where) => {
        const [key, target] = [pick(tree, one), pick(tree, other)]
        const all = [...paneKeys(tree)].sort()
        for (const next of [
          movePane(tree, key, target, where),
          swapPanes(tree, key, target),
          moveToEdge(tree, key, where)
        ]) {
          expect([...paneKeys(next)].sort()).toEqual(all)
          expect(isTidy(next)).toBe(true)
        }
        const rest = removePane(tree, key)
        expect(rest === null ? [] : [...paneKeys(rest)].sort()).toEqual(all.filter(one => one !== key))
        expect(rest === null || isTidy(rest)).toBe(true)
      })
    )
  })

  it('fill the tab without a gap', () => {
    fc.assert(
      fc.property(trees, tree => {
        const area = paneBoxes(tree).reduce((sum, { width, height }) => sum + width * height, 0)
        expect(area).toBeCloseTo(1)
      })
    )
  })

  it('have a neighbour that meets them, except at the end of the tab', () => {
    fc.assert(
      fc.property(trees, at, side, (tree, place, where) => {
        const own = paneBoxes(tree).find(({ key }) => key === pick(tree, place))
        const atEnd =
          own === undefined ||
          (where === 'left' && own.left < 1e-6) ||
          (where === 'up' && own.top < 1e-6) ||
          (where === 'right' && own.left + own.width > 1 - 1e-6) ||
          (where === 'down' && own.top + own.height > 1 - 1e-6)
        expect(neighbourOf(tree, pick(tree, place), where) === null).toBe(atEnd)
      })
    )
  })
})
