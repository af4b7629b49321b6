import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const ISO = ['iso']

/** What log4j, logback and java.util.logging write by their usual patterns, and the systems that are built on them. */
export const java: readonly Format[] = [
  lineFormat({
    name: 'spring-boot',
    title: 'Spring Boot',
    line: '{time} {level:word} {pid:int} --- (?[{app:[^\\]]+}] [?)(?[?){thread}] {logger:word} : {message}',
    times: ISO,
  }),
  lineFormat({
    name: 'logback',
    title: 'Logback',
    line: '{time} [{thread}] {level:word} {logger:word} - {message}',
    times: ['iso', '%H:%M:%S%f'],
  }),
  lineFormat({
    name: 'logback-level',
    title: 'Logback with the level first',
    line: '{time} {level:word} [{thread}] {logger:word} - {message}',
    times: ['iso', '%H:%M:%S%f'],
  }),
  lineFormat({
    name: 'zookeeper',
    title: 'ZooKeeper',
    line: '{time} (?[myid:{myid}] ?)- {level:word} [{thread:far}:{logger:word}@{lineno:int}] - {message}',
    times: ISO,
  }),
  lineFormat({
    name: 'hadoop',
    title: 'Log4j with threads (Hadoop)',
    line: '{time} {level:word} [{thread}] {logger:word}(? ?): {message}',
    times: ISO,
  }),
  lineFormat({
    name: 'log4j-thread',
    title: 'Log4j with threads behind the logger',
    line: '{time} {level:word} {logger:word} [{thread}] (?- ?){message}',
    times: ISO,
  }),
  lineFormat({
    name: 'log4j',
    title: 'Log4j (Spark)',
    line: '{time} {level:word} {logger:word}(? ?): {message}',
    times: ['iso', '%y/%m/%d %H:%M:%S%f'],
  }),
  lineFormat({ name: 'hdfs', title: 'HDFS', line: '{time} {pid:int} {level:word} {logger:word}: {message}', times: ['%y%m%d %H%M%S'] }),
  lineFormat({
    name: 'tomcat',
    title: 'Tomcat',
    line: '{time} {level:word} [{thread}] {logger:word} {message}',
    times: ['%d-%b-%Y %H:%M:%S%f'],
  }),
  lineFormat({
    name: 'java-logging',
    title: 'java.util.logging',
    line: '{time} {logger:word}(? {method:[!-\\xff]+}?)\n{level:word}: {message}',
    times: ['%b %d, %Y %I:%M:%S %p', '%b %-d, %Y %I:%M:%S %p'],
  }),
]
