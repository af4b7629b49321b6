import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What search engines and brokers write. */
export const services: readonly Format[] = [
  lineFormat({
    name: 'elasticsearch',
    title: 'Elasticsearch, OpenSearch, Logstash',
    line: '[{time}][{level}][{logger}](?[{pipeline}]?) (?[{node:word}] ?){message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'rabbitmq',
    title: 'RabbitMQ',
    line: '{time} [{level:word}] <{process:word}>(?@{module:word}:{method:word}:{lineno:int}?) {message}',
    times: ['iso'],
  }),
]
