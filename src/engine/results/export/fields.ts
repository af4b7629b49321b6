/** Which columns an export has, where nobody has chosen them. */
import { plainKernels } from '../../lines/kernels.ts'
import type { SourceSpec } from '../../bytes/source.ts'
import { createFormatFields } from '../../records/formats/formatFields.ts'
import { compileHead } from '../../records/formats/heads.ts'
import { rowsWhere, sampleOf } from '../../records/formats/sample.ts'
import { sourceFormat } from '../../records/formats/userFormat.ts'

/** Fields of the files as far as their formats and samples tell. */
export interface ExportFields {
  readonly names: readonly string[]
  /** Rows may have others besides. */
  readonly open: boolean
}

/** Columns of fields that only a sample shows, at most: what a hostile log has besides is in the column for the rest. */
const MOST_FIELDS = 256

/** The fields of files by samples of their content. */
export function fieldsOf(sources: readonly SourceSpec[], samples: readonly (readonly Buffer[])[]): ExportFields {
  const names = new Set<string>()
  let open = false
  sources.forEach((source, i) => {
    const format = sourceFormat(source)
    if (!format) return
    const fields = createFormatFields(format, plainKernels)
    for (const name of fields.names) names.add(name)
    if (!fields.others) return
    open = true
    const head = compileHead(format)
    const most = names.size + MOST_FIELDS
    for (const sample of samples[i] ?? []) {
      const { bytes, lines } = sampleOf(sample)
      for (const row of rowsWhere(lines, (start, end) => head?.test(bytes, start, end) ?? true)) {
        fields.others(bytes, lines.starts[row], lines.ends[row], (name, value) => {
          if (value !== undefined && names.size < most && name !== 'raw' && name !== 'line') names.add(name)
        })
      }
    }
  })
  return { names: [...names], open }
}
