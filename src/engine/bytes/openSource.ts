import { FileSource } from './fileSource.ts'
import { MemberSource } from './packed/members.ts'
import type { ByteSource, SourceSpec } from './source.ts'

/** Opens what a spec is of. Throws SluiceError. */
export function openSource(spec: SourceSpec): ByteSource {
  return spec.members ? MemberSource.open(spec.members, spec.size, spec.name) : FileSource.open(spec.path, spec)
}
