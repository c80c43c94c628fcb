import { useEffect, useState } from 'react'
import { onColorsChange } from '../../../ui/token-color'
import { type CellColors, cellColors } from './heat-cell'

/** The colours of cells, read anew when light and dark change; undefined before the first paint. */
export function useCellColors(): CellColors | undefined {
  const [colors, setColors] = useState<CellColors>()
  useEffect(() => {
    const read = (): void => setColors(cellColors())
    read()
    // Names beside the squares are drawn with a font that may come after the first paint.
    void document.fonts.ready.then(read)
    return onColorsChange(read)
  }, [])
  return colors
}
