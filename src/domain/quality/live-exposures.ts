/**
 * What cryoSPARC Live found out about its exposures, from the table that its *Live Exposure Export* writes:
 * `P82_S4_accepted_live_exposures.cs` or `P38_S1_all_live_exposures.cs`, of project and session. The program is not open;
 * public sources tell this much:
 *
 * - The name, that it is one `.cs` file, and that it holds defocus and the resolution of the CTF fit of each exposure:
 *   https://github.com/asarnow/pyem/issues/114.
 * - A `.cs` file is a structured array of NumPy as `numpy.save` writes it:
 *   https://discuss.cryosparc.com/t/what-is-the-specific-content-of-the-cs-file-and-how-can-i-understand-it/11384.
 * - Names and meaning of the fields, and that paths begin in the project's folder:
 *   https://tools.cryosparc.com/api/cryosparc.models.exposure.html (CTF, MicrographBlob, MovieBlob) and
 *   https://github.com/asarnow/pyem (pyem/metadata/cryosparc2.py).
 *
 * Not in it: the drift (only the paths of files with the shifts). Not told: what form the diagnostic image has.
 */
import { Failure } from '../failure'
import type { Finding } from './joined'
import { type NpyTable, npyNumbers, npyTexts } from './npy'

/** What a table of exposures is called. */
export const liveExposuresName = /(?:^|_)(all|accepted)_live_exposures\.cs$/

/** Fields that name the micrograph, the best first. */
const pathFields = ['micrograph_blob/path', 'micrograph_blob_non_dw/path', 'movie_blob/path'] as const

/** Makes findings of whole records. `unsupported` where the table is of something else. */
export function liveExposureReader(table: NpyTable, path: string): (records: Uint8Array) => Finding[] {
  const named = pathFields.map(field => npyTexts(table, field, path)).find(field => field !== undefined)
  const number = (field: string) => npyNumbers(table, `ctf/${field}`, path)
  const [fitted, one, two] = [number('ctf_fit_to_A'), number('df1_A'), number('df2_A')]
  if (!named || !(fitted || (one && two)))
    throw new Failure('unsupported', `${path} cannot be read: it tells no CTF of micrographs.`, {
      hint: 'Export the exposures of the Live session again when their CTFs are estimated.'
    })
  return records => {
    const found: Finding[] = []
    for (let at = 0; at + table.rowBytes <= records.length; at += table.rowBytes) {
      // `>J1/imported/…`: cryoSPARC's mark of a path in the project, which newer versions write.
      const micrograph = named(records, at).replace(/^>/, '')
      // Zero is what an exposure has that was not estimated.
      const resolution = fitted?.(records, at) || null
      const [u, v] = [one?.(records, at) || null, two?.(records, at) || null]
      const both = u !== null && v !== null
      if (micrograph !== '' && micrograph !== '.')
        found.push({
          ...{ path: micrograph, writtenAt: null, ctfResolutionAngstrom: resolution },
          defocusAngstrom: both ? (u + v) / 2 : null,
          astigmatismAngstrom: both ? Math.abs(u - v) : null
        })
    }
    return found
  }
}
