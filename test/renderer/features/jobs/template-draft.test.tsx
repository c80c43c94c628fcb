import { resolve } from 'node:path'
import type { JobTemplate } from '@contract/job-templates'
import { typedModules } from '@domain/jobs/typed-template'
import { renderToString } from 'react-dom/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { readTemplates } from '../../../../src/main/jobs/templates'
import { emptyTemplateDraft, filledTemplate } from '../../../../src/renderer/features/jobs/template-draft'
import { TemplateForm, TemplateScript } from '../../../../src/renderer/features/jobs/template-form'

let templates: readonly JobTemplate[]
beforeAll(async () => {
  templates = await readTemplates(resolve(import.meta.dirname, '../../../../resources/job-templates'))
})
const motion = (): JobTemplate => {
  const found = templates.find(({ id }) => id === 'relion-motioncorr')
  if (!found) throw new Error('no template')
  return found
}
const draft = { ...emptyTemplateDraft, template: 'relion-motioncorr' }

describe('the form of a template', () => {
  it('says what is missing until the script can be shown', () => {
    expect(filledTemplate(motion(), draft)).toMatchObject({
      key: 'input',
      trouble: expect.stringMatching(/^Movies \(STAR file\) is missing/)
    })
    const filled = filledTemplate(motion(), { ...draft, values: { input: 'movies.star' } })
    expect(renderToString(<TemplateScript filled={filled} />)).toContain('relion_run_motioncorr')
  })

  it('takes what was typed for the scheduler, and an empty field leaves the line out', () => {
    const values = { input: 'movies.star' }
    const filled = filledTemplate(motion(), {
      ...draft,
      values,
      resources: { partition: ' gpu ', memory: '', cpus: '2' }
    })
    const script = 'script' in filled ? filled.script : ''
    expect(script).toContain('#SBATCH --partition=gpu\n')
    expect(script).toContain('#SBATCH --cpus-per-task=2\n')
    expect(script).not.toContain('--mem')
    const wrong = [
      ['cpus', 'many'],
      ['cpus', '0'],
      ['array', 'all']
    ] as const
    for (const [key, typed] of wrong)
      expect(filledTemplate(motion(), { ...draft, values, resources: { [key]: typed } })).toMatchObject({ key })
  })

  it('marks the field that is wrong, and shows the template’s own values', () => {
    const wrong = { ...draft, values: { input: 'a b.star' } }
    const html = renderToString(
      <TemplateForm
        {...{
          templates,
          draft: wrong,
          filled: filledTemplate(motion(), wrong),
          modules: { available: true, message: '', modules: [{ name: 'gcc/12', folder: '/m', default: false }] }
        }}
        onChange={() => {}}
      />
    )
    expect(html).toContain('holds a space')
    expect(html).toContain('value="MotionCorr/job002"')
    expect(html).toContain('Modules…')
  })

  it('takes modules parted by spaces or commas, once each', () => {
    expect(typedModules(' gcc/12, relion/4.0  gcc/12\n')).toEqual(['gcc/12', 'relion/4.0'])
  })
})
