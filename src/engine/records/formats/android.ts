import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const DATE = ['%m-%d %H:%M:%S%f', '%Y-%m-%d %H:%M:%S%f%z']
const LEVEL = '{level:[VDIWEFSA]}'

/** What Android's logcat and Android Studio show. A tag is the `logger`. */
export const android: readonly Format[] = [
  lineFormat({
    name: 'logcat',
    title: 'Android logcat (threadtime)',
    line: `{time} {pid:int} {thread:int} ${LEVEL} {logger}: {message}`,
    times: DATE,
  }),
  lineFormat({ name: 'logcat-time', title: 'Android logcat (time)', line: `{time} ${LEVEL}/{logger}((? ?){pid:int}): {message}`, times: DATE }),
  lineFormat({
    name: 'android-studio',
    title: 'Android Studio',
    line: `{time} {pid:int}-{thread:int} {logger} {app:[\\w.:]+} ${LEVEL} {message}`,
    times: DATE.slice(1),
  }),
  lineFormat({
    name: 'android-studio-old',
    title: 'Android Studio before 2022',
    line: `{time} {pid:int}-{thread:int}/{app:word} ${LEVEL}/{logger}: {message}`,
    times: DATE,
  }),
  lineFormat({ name: 'logcat-brief', title: 'Android logcat (brief)', line: `${LEVEL}/{logger}((? ?){pid:int}): {message}` }),
]
