import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const ISO = ['iso']
/** Without slashes: logs of nginx have these, and look alike otherwise. */
const DASHED = ['%Y-%m-%d %H:%M:%S%f%z', '%Y-%m-%dT%H:%M:%S%f%z']
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const

/** What Python's logging writes by the patterns that are in use, and the servers and tools that are written in Python. */
export const python: readonly Format[] = [
  lineFormat({ name: 'python', title: 'Python logging', line: '{time} - {logger} - {level:word} - {message}', times: ISO }),
  lineFormat({
    name: 'loguru',
    title: 'Loguru (Python)',
    line: '{time} | {level:word} | {logger:word}:{method:word}:{lineno:int} - {message}',
    times: ISO,
    levels: { success: 'info' },
  }),
  lineFormat({ name: 'celery', title: 'Celery', line: '[{time}: {level:word}/{process:word}] {message}', times: ISO }),
  lineFormat({ name: 'gunicorn', title: 'Gunicorn', line: '[{time}] [{pid:int}] [{level:word}] {message}', times: ISO }),
  lineFormat({
    name: 'airflow',
    title: 'Airflow',
    line: '[{time}] {{{file:word}:{lineno:int}} {level:word} - {message}',
    times: ISO,
  }),
  lineFormat({ name: 'flask', title: 'Flask', line: '[{time}] {level:word} in {module:word}: {message}', times: ISO }),
  lineFormat({ name: 'scrapy', title: 'Scrapy', line: '{time} [{logger:word}] {level:word}: {message}', times: DASHED }),
  lineFormat({
    name: 'python-brackets',
    title: 'Python logging with the level in brackets',
    line: '{time} [{level:word}] {logger:word}: {message}',
    times: DASHED,
  }),
  lineFormat({
    name: 'vdsm',
    title: 'VDSM',
    line: '{thread:word}::{level:word}::{time}::{module:word}::{lineno:int}::{logger:word}::({method:word}) {message}',
    times: ISO,
  }),
  lineFormat({
    name: 'django-server',
    title: 'Django runserver',
    line: '[{time}] (?"{method:word} {path:word} {protocol:word}" {status:int} {size:int}?)(? ?){message}',
    times: ['%d/%b/%Y %H:%M:%S'],
    level: { status: 'status' },
  }),
  lineFormat({
    name: 'uvicorn',
    title: 'Uvicorn',
    line: '{level:[A-Z]+}: (?{ip:word}:{port:int} - "{method:word} {path:word} {protocol:word}" {status:int} ?){message}',
    heads: LEVELS.map((level) => `${level}:[ ]`),
  }),
  lineFormat({
    name: 'python-brief',
    title: 'Python logging without times',
    line: '{level:[A-Z]+}:{logger:[\\w.-]+}:{message}',
    heads: LEVELS.map((level) => `${level}:\\w`),
  }),
]
