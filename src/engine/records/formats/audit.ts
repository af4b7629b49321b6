import { lineFormat } from './lineFormat.ts'

/** What the audit daemon of Linux writes, as it stands in the file or as ausearch shows it. */
export const audit = lineFormat({
  name: 'auditd',
  title: 'Linux audit',
  line: '(?node={host:word} ?)type={type:word} msg=audit({time}:{serial:int})(? ?): {message}',
  times: ['%s', '%m/%d/%Y %H:%M:%S%f', '%d/%m/%Y %H:%M:%S%f', '%m/%d/%y %H:%M:%S%f', '%d/%m/%y %H:%M:%S%f'],
  level: 'none',
  heads: ['type=[A-Z]', 'node='],
  pairs: true,
})
