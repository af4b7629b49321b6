import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** A record's details are rows of their own, with the same prefix. */
const POSTGRES_LEVELS = { log: 'info', detail: '', hint: '', statement: '', context: '', query: '', location: '', backtrace: '' } as const
const POSTGRES_TIMES = ['%Y-%m-%d %H:%M:%S%f%Z']
/** Dates of MySQL before 5.7, and of MariaDB. */
const MYSQL_TIMES = ['iso', '%Y-%m-%d %k:%M:%S', '%y%m%d %k:%M:%S']
const MYSQL_LEVELS = { note: 'info', system: 'info' } as const
/** What else stands on the line. */
const MORE = '(?{:[\\t -\\xff]+}?)'
/** Process ids of one to seven digits. */
const redisHeads = Array.from({ length: 7 }, (_, more) => `${'\\d'.repeat(more + 1)}:[XCSM] \\d\\d [JFMASOND]`)

/** What servers of databases write. */
export const databases: readonly Format[] = [
  lineFormat({
    name: 'postgresql',
    title: 'PostgreSQL',
    line:
      '{time} (?{zone:[-+\\d:]+} ?)[{pid:int}(?-{lineno:int}?)](?:?) (?{user:word}@{database:word} ?)' +
      '{level:[A-Z1-5]+}: (?{sqlstate:[A-Z\\d]+}: ?){message}',
    times: POSTGRES_TIMES,
    levels: POSTGRES_LEVELS,
  }),
  lineFormat({
    name: 'postgresql-rds',
    title: 'PostgreSQL on Amazon RDS',
    line: '{time}:{client}:{user:word}@{database:word}:[{pid:int}]:{level:[A-Z1-5]+}: {message}',
    times: POSTGRES_TIMES,
    levels: POSTGRES_LEVELS,
  }),
  lineFormat({
    name: 'postgresql-badger',
    title: 'PostgreSQL as pgBadger reads it',
    line:
      '{time} [{pid:int}](?:?) [{lineno:int}-{:int}] user={user:word},db={database:word}(?,app={app}?)(?,client={client:word}?) ' +
      '{level:[A-Z1-5]+}: {message}',
    times: POSTGRES_TIMES,
    levels: POSTGRES_LEVELS,
  }),
  lineFormat({
    name: 'mysql',
    title: 'MySQL, MariaDB',
    line: '{time} {thread:int} [{level:word}] (?[{code:word}] ?)(?[{subsystem:word}] ?){message}',
    times: MYSQL_TIMES.slice(0, 2),
    levels: MYSQL_LEVELS,
  }),
  lineFormat({
    name: 'mysql-old',
    title: 'MySQL before 5.7',
    line: '{time} (?{thread:int} ?)[{level:word}] {message}',
    times: MYSQL_TIMES.slice(2),
    levels: MYSQL_LEVELS,
  }),
  lineFormat({
    name: 'mysql-slow',
    title: 'MySQL slow queries',
    line:
      `# Time: {time}(?\n# User@Host: {user:word}[{}] @ (?{host:[\\w.:-]+} ?)[{ip}](? Id: {thread:int}?)${MORE}?)` +
      `(?\n# Thread_id: {thread_id:int}(? Schema: {schema:[!-\\xff]+}?)${MORE}?)` +
      `(?\n# Query_time: {query_time:number} Lock_time: {lock_time:number} Rows_sent: {rows_sent:int} Rows_examined: {rows_examined:int}${MORE}?)` +
      `(?\n# Rows_affected: {rows_affected:int}${MORE}?)(?\nuse {database:[^;]+};?)(?\nSET timestamp={:int};?)(?\n?){message}`,
    times: MYSQL_TIMES,
    level: 'none',
  }),
  lineFormat({
    name: 'mysql-general',
    title: 'MySQL queries',
    line: '{time}\t(? ?){thread:int} {command:[A-Za-z ]+}\t{message}',
    times: ['iso', '%y%m%d %k:%M:%S'],
    level: 'none',
  }),
  lineFormat({
    name: 'mongodb',
    title: 'MongoDB before 4.4',
    line: '{time} {level:[DIWEF1-5]+} {component:word} [{thread}] {message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'redis',
    title: 'Redis',
    line: '{pid:int}:{role:[XCSM]} {time} {level:[-.*#]} {message}',
    times: ['%d %b %Y %H:%M:%S%f', '%d %b %H:%M:%S%f'],
    levels: { '.': 'debug', '-': 'info', '*': 'info', '#': 'warning' },
    heads: redisHeads,
  }),
  lineFormat({
    name: 'redis-old',
    title: 'Redis before 3.0',
    line: '[{pid:int}] {time} {level:[-.*#]} {message}',
    times: ['%d %b %H:%M:%S%f', '%d %b %Y %H:%M:%S%f'],
    levels: { '.': 'debug', '-': 'info', '*': 'info', '#': 'warning' },
  }),
  lineFormat({
    name: 'cassandra',
    title: 'Cassandra',
    line: '{level:[A-Z]+} [{thread}] {time} {file:word}:{lineno:int} - {message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'clickhouse',
    title: 'ClickHouse',
    line: '{time} [ {thread:int} ] {{{query_id}} <{level:word}> {logger}: {message}',
    times: ['%Y.%m.%d %H:%M:%S%f'],
  }),
]
