import { lineFormat } from './lineFormat.ts'

/** What Google's loggers write: glog (C++), klog (Kubernetes), absl. */
export const glog = lineFormat({
  name: 'glog',
  title: 'glog / klog',
  line: '{level:[IWEF]}{time} {thread:int} {file:word}:{lineno:int}] {message}',
  times: ['%m%d %H:%M:%S%f', '%Y%m%d %H:%M:%S%f'],
})
