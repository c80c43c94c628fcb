/** How the panes of one tab share its room: a tree of rows and columns whose leaves are keys of panes. Pure. */

/** One child of a split and its share of the split's length; the shares of a split add up to 1. */
export interface SplitChild {
  readonly share: number
  readonly node: PaneTree
}

/** Panes side by side (`row`) or one over another (`column`), two or more of them. */
export interface PaneSplit {
  readonly kind: 'split'
  readonly direction: 'row' | 'column'
  readonly children: readonly SplitChild[]
}

export type PaneTree = { readonly kind: 'pane'; readonly key: string } | PaneSplit

/** An edge of a pane: where another goes, or where to look for a neighbour. */
export type Side = 'left' | 'right' | 'up' | 'down'

/** Where a pane stands in its tab, in shares of the tab's room (0 to 1). */
export interface PaneBox {
  readonly key: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Panes that one tab may hold. */
export const mostPanes = 16

/** A tree of one pane. */
export const onePane = (key: string): PaneTree => ({ kind: 'pane', key })

/** Keys of all panes, in the order in which they are read. */
export function paneKeys(tree: PaneTree): readonly string[] {
  return tree.kind === 'pane' ? [tree.key] : tree.children.flatMap(({ node }) => paneKeys(node))
}

/**
 * A split as it should be: shares that add up to 1, splits of the same direction one level deep, and no split of one.
 * Null when nothing is left.
 */
function tidy(direction: PaneSplit['direction'], children: readonly SplitChild[]): PaneTree | null {
  const [only] = children
  if (only === undefined) return null
  if (children.length === 1) return only.node
  const total = children.reduce((sum, { share }) => sum + share, 0)
  const flat = children.flatMap(({ share, node }) =>
    node.kind === 'split' && node.direction === direction
      ? node.children.map(inner => ({ share: (share / total) * inner.share, node: inner.node }))
      : [{ share: share / total, node }]
  )
  return { kind: 'split', direction, children: flat }
}

/** The tree with the pane `target` replaced by what `make` gives for it; null takes it away. */
function replacePane(tree: PaneTree, target: string, make: (pane: PaneTree) => PaneTree | null): PaneTree | null {
  if (tree.kind === 'pane') return tree.key === target ? make(tree) : tree
  const children = tree.children.flatMap(({ share, node }) => {
    const next = replacePane(node, target, make)
    return next === null ? [] : [{ share, node: next }]
  })
  return tidy(tree.direction, children)
}

const directionOf = (side: Side): PaneSplit['direction'] => (side === 'left' || side === 'right' ? 'row' : 'column')
const isBefore = (side: Side): boolean => side === 'left' || side === 'up'

/** Puts a pane beside another, which gives up half of its room. A target that is not there changes nothing. */
export function insertPane(tree: PaneTree, target: string, side: Side, key: string): PaneTree {
  const made = replacePane(tree, target, pane => {
    const both = isBefore(side) ? [onePane(key), pane] : [pane, onePane(key)]
    return tidy(
      directionOf(side),
      both.map(node => ({ share: 0.5, node }))
    )
  })
  return made ?? tree
}

/** Takes a pane out; its neighbours grow. Null when it was the only one. */
export function removePane(tree: PaneTree, key: string): PaneTree | null {
  return replacePane(tree, key, () => null)
}

/** Moves a pane beside another one of the same tree. */
export function movePane(tree: PaneTree, key: string, target: string, side: Side): PaneTree {
  if (key === target || !paneKeys(tree).includes(target)) return tree
  const rest = removePane(tree, key)
  return rest === null ? tree : insertPane(rest, target, side, key)
}

/** Gives a pane a whole edge of the tab: half of the room beside all others. */
export function moveToEdge(tree: PaneTree, key: string, side: Side): PaneTree {
  const rest = paneKeys(tree).includes(key) ? removePane(tree, key) : null
  if (rest === null || (tree.kind === 'split' && tree.direction === directionOf(side))) return tree
  const own = { share: 0.5, node: onePane(key) }
  const others = { share: 0.5, node: rest }
  return tidy(directionOf(side), isBefore(side) ? [own, others] : [others, own]) ?? tree
}

/** Two panes change places; the shape stays. */
export function swapPanes(tree: PaneTree, one: string, other: string): PaneTree {
  if (tree.kind === 'pane') {
    if (tree.key === one) return onePane(other)
    return tree.key === other ? onePane(one) : tree
  }
  return { ...tree, children: tree.children.map(({ share, node }) => ({ share, node: swapPanes(node, one, other) })) }
}

/** Gives the split at `path` (places of children from the root) new shares, in any unit. */
export function resizeSplit(tree: PaneTree, path: readonly number[], shares: readonly number[]): PaneTree {
  if (tree.kind === 'pane') return tree
  const [at, ...rest] = path
  if (at === undefined) {
    const total = shares.reduce((sum, share) => sum + share, 0)
    if (shares.length !== tree.children.length || total <= 0 || shares.some(share => share <= 0)) return tree
    const children = tree.children.map(({ node }, place) => ({ share: (shares[place] ?? 0) / total, node }))
    return { ...tree, children }
  }
  const children = tree.children.map((child, place) =>
    place === at ? { ...child, node: resizeSplit(child.node, rest, shares) } : child
  )
  return { ...tree, children }
}

const whole = { left: 0, top: 0, width: 1, height: 1 }

/** Where each pane stands. */
export function paneBoxes(tree: PaneTree, room: Omit<PaneBox, 'key'> = whole): readonly PaneBox[] {
  if (tree.kind === 'pane') return [{ key: tree.key, ...room }]
  let used = 0
  return tree.children.flatMap(({ share, node }) => {
    const before = used
    used += share
    return tree.direction === 'row'
      ? paneBoxes(node, { ...room, left: room.left + before * room.width, width: share * room.width })
      : paneBoxes(node, { ...room, top: room.top + before * room.height, height: share * room.height })
  })
}

/** How far apart two edges may be and still meet: shares are rounded. */
const near = 1e-6

/** The pane that meets an edge of another, the one with the longest common border; null at the end of the tab. */
export function neighbourOf(tree: PaneTree, key: string, side: Side): string | null {
  const boxes = paneBoxes(tree)
  const own = boxes.find(box => box.key === key)
  if (!own) return null
  const meets = (box: PaneBox): boolean => {
    if (side === 'left') return Math.abs(box.left + box.width - own.left) < near
    if (side === 'right') return Math.abs(box.left - own.left - own.width) < near
    if (side === 'up') return Math.abs(box.top + box.height - own.top) < near
    return Math.abs(box.top - own.top - own.height) < near
  }
  const border = (box: PaneBox): number =>
    side === 'left' || side === 'right'
      ? Math.min(own.top + own.height, box.top + box.height) - Math.max(own.top, box.top)
      : Math.min(own.left + own.width, box.left + box.width) - Math.max(own.left, box.left)
  const beside = boxes.filter(box => box.key !== key && meets(box) && border(box) > near)
  return (
    beside.reduce<PaneBox | null>((best, box) => (best && border(best) >= border(box) ? best : box), null)?.key ?? null
  )
}
