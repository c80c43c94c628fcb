import { parseGpus } from '@domain/jobs/nvidia-smi'
import { describe, expect, it } from 'vitest'

// The form of nvidia-smi 550 with csv,noheader,nounits, as many public logs show it.
const text = `0, NVIDIA A100-SXM4-40GB, 87, 31525, 40960, 61, 298.44
1, NVIDIA A100-SXM4-40GB, 0, 4, 40960, 31, 52.10
2, Tesla K80, [N/A], 11, 11441, 30, [Not Supported]
`

describe('what nvidia-smi prints', () => {
  it('is read in bytes, degrees, watts and shares; what a card does not tell is unknown', () => {
    expect(parseGpus(text)).toEqual([
      {
        ...{ index: 0, name: 'NVIDIA A100-SXM4-40GB', utilization: 0.87, temperatureCelsius: 61, powerWatts: 298.44 },
        ...{ memoryUsedBytes: 31525 * 2 ** 20, memoryTotalBytes: 40960 * 2 ** 20 }
      },
      expect.objectContaining({ index: 1, utilization: 0 }),
      expect.objectContaining({ index: 2, utilization: null, powerWatts: null })
    ])
  })

  it('is cut to the GPUs of the job where it tells their indices', () => {
    expect(parseGpus(text, '1,2').map(({ index }) => index)).toEqual([1, 2])
    for (const other of ['', 'GPU-5f0c', '7']) expect(parseGpus(text, other)).toHaveLength(3)
  })

  it('is nothing in what is no such line', () => {
    expect(parseGpus('No devices were found\nwarning, a, b\n')).toEqual([])
  })
})
