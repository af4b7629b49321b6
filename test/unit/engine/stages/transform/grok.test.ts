import { strict as assert } from 'node:assert'
import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { regexProblem } from '../../../../../src/engine/query/regex.ts'
import { PATTERNS } from '../../../../../src/common/grok/patterns.ts'
import { compilePattern, typed } from '../../../../../src/engine/stages/transform/grok/compilePattern.ts'

const fits = (name: string, text: string): boolean => new RegExp(`^(?:${compilePattern(`%{${name}}`, {}).source})$`).test(text)

/** Texts that a pattern is for, and some that it is not for. */
const SAMPLES: Readonly<Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  USERNAME: { yes: ['ann', 'a.b-c_1'], no: ['', 'a b'] },
  EMAILADDRESS: { yes: ['ann@example.org', "o'neil+x@a.b-c.org"], no: ['ann', '@example.org', 'a..b@c.org'] },
  INT: { yes: ['0', '-12', '+7'], no: ['1.5', ''] },
  NUMBER: { yes: ['1', '-1.5', '.5'], no: ['1.', 'e5'] },
  BASE16NUM: { yes: ['0xfF', 'DEAD'], no: ['0x', 'xyz'] },
  BASE16FLOAT: { yes: ['0x1.8', 'a.f'], no: ['g'] },
  POSINT: { yes: ['1', '120'], no: ['0', '-1'] },
  NONNEGINT: { yes: ['0', '12'], no: ['-1'] },
  WORD: { yes: ['abc_1'], no: ['a b', ''] },
  QUOTEDSTRING: { yes: ['"a \\" b"', "'x'", '`y`', '""'], no: ['"a', 'a'] },
  UUID: { yes: ['550e8400-e29b-41d4-a716-446655440000'], no: ['550e8400'] },
  URN: { yes: ['urn:isbn:0451450523'], no: ['urn:', 'isbn:1'] },
  LOGLEVEL: { yes: ['INFO', 'warning', 'Error', 'CRIT', 'fatal', 'emergency', 'err', 'SEVERE', 'notice'], no: ['iNFO', 'hello'] },
  MAC: { yes: ['00:1A:2b:3c:4d:5e', '00-1A-2B-3C-4D-5E', '001a.2b3c.4d5e'], no: ['00:1A:2b:3c:4d', '001a2b3c4d5e'] },
  HOSTNAME: { yes: ['a', 'host-1.example.org', 'a.b.'], no: ['-a', 'a..b', 'a_b'] },
  HOSTPORT: { yes: ['a.b:80', '10.0.0.1:443'], no: ['a.b', 'a:0'] },
  UNIXPATH: { yes: ['/', '/var/log/app.log', '/a-b/~c%20'], no: ['a/b', '/a b'] },
  WINPATH: { yes: ['C:\\a\\b.txt', '\\\\host\\share'], no: ['/a', 'a.txt'] },
  URI: { yes: ['http://x.org:80/a/b?c=d#e', 'https://u:p@x.org', 'file:///etc/x'], no: ['x.org/a', 'http:/x'] },
  MONTH: { yes: ['Jan', 'March', 'Mai', 'Dez'], no: ['Map', 'J'] },
  MONTHNUM: { yes: ['1', '09', '12'], no: ['13', '0'] },
  MONTHDAY: { yes: ['1', '09', '31'], no: ['32', '0'] },
  DAY: { yes: ['Mon', 'Sunday'], no: ['Mo'] },
  YEAR: { yes: ['24', '2024'], no: ['202'] },
  TIME: { yes: ['1:02:03', '23:59:60', '12:00:00,123'], no: ['24:00:00', '12:00'] },
  TIMESTAMP_ISO8601: { yes: ['2024-05-01T12:30:00Z', '2024-05-01 12:30', '2024-05-01 12:30:00,123+02:00'], no: ['2024-13-01T00:00', '12:30'] },
  DATE: { yes: ['5/31/2024', '31.05.24'], no: ['2024-05-31x'] },
  DATESTAMP: { yes: ['5/31/2024 12:30:00', '31-05-2024-12:30:00'], no: ['5/31/2024'] },
  DATESTAMP_RFC2822: { yes: ['Wed, 1 May 2024 12:30:00 +0200'], no: ['1 May 2024'] },
  DATESTAMP_RFC822: { yes: ['Wed May 1 2024 12:30:00 UTC'], no: ['Wed May 1'] },
  DATESTAMP_OTHER: { yes: ['Wed May 1 12:30:00 EST 2024'], no: ['Wed May 1'] },
  DATESTAMP_EVENTLOG: { yes: ['20240501123000'], no: ['2024'] },
  HTTPDATE: { yes: ['04/Mai/2015:13:17:15 +0200', '24/Feb/2015:23:13:42 -0000'], no: ['04/Map/2015:13:17:15 +0200'] },
  SYSLOGTIMESTAMP: { yes: ['Mar 16 00:01:25', 'May  1 00:01:25'], no: ['16 Mar 00:01:25'] },
  SYSLOGBASE: { yes: ['Mar 16 00:01:25 evita postfix/smtpd[1713]:', 'Mar 16 00:01:25 <1.2> evita cron:'], no: ['evita cron:'] },
  SYSLOG5424LINE: { yes: ['<165>1 2003-10-11T22:14:15.003Z host.org app 12 ID47 [x@1 a="b \\" ]"] text', '<34>1 - - - - - - text'], no: ['<34> text'] },
  SYSLOGPAMSESSION: { yes: ['Mar 16 00:01:25 h sshd[1]: pam_unix(sshd:session): session opened for user ann by (uid=0)'], no: ['session opened'] },
  CRONLOG: { yes: ['Mar 16 00:01:25 h CRON[1]: (root) CMD (run-parts /etc)'], no: ['(root) CMD'] },
  COMBINEDAPACHELOG: { yes: ['1.2.3.4 - - [24/Feb/2015:23:13:42 +0000] "GET / HTTP/1.1" 200 - "-" "x y"', '::1 - a [24/Feb/2015:23:13:42 +0000] "rubbish" 400 1 "-" "-"'], no: ['GET /'] },
  NGINXACCESS: { yes: ['1.2.3.4 - - [24/Feb/2015:23:13:42 +0000] "GET / HTTP/2.0" 200 12 "-" "x"'], no: ['GET /'] },
  NGINXERROR: { yes: ['2024/05/01 12:30:00 [error] 12#0: *7 open() failed'], no: ['[error] 12#0'] },
  HTTPD_ERRORLOG: { yes: ['[Mon Aug 31 09:30:48 2015] [error] [client 1.2.3.4] no', '[Mon Aug 31 09:30:48.958285 2015] [proxy:error] [pid 28787:tid 169] (113)No route: [client 1.2.3.4:80] AH00957: x'], no: ['no'] },
  HAPROXYHTTP: { yes: ['Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"'], no: ['haproxy'] },
  S3_ACCESS_LOG: { yes: ['79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.VERSIONING - "GET /b?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" -'], no: ['79a5'] },
  ELB_ACCESS_LOG: { yes: ['2015-05-13T23:39:43.945958Z lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1"'], no: ['lb'] },
  JAVACLASS: { yes: ['a.b.C$D', 'Main'], no: ['1a', 'a..b'] },
  JAVASTACKTRACEPART: { yes: ['\tat a.b.C.run(C.java:12)', 'at A.<init>(Native Method)'], no: ['a.b.C'] },
  CATALINALOG: { yes: ['Jan 9, 2014 7:13:13 AM org.apache.X start'], no: ['org.apache.X'] },
  TOMCATLOG: { yes: ['2014-01-09 20:03:28,269 -0800 | ERROR | com.example.S - oops'], no: ['ERROR'] },
  LOG4JBASE: { yes: ['2024-05-01 12:30:00,123 INFO  [main] a.b.C - started'], no: ['started'] },
  REDISLOG: { yes: ['[4018] 14 Nov 07:01:22.119 * Background saving'], no: ['x'] },
  RUBY_LOGGER: { yes: ['I, [2024-05-01T12:30:00.123456 #12]  INFO -- main: hello'], no: ['hello'] },
  MONGO3_LOG: { yes: ['2014-11-03T18:28:32.450-0500 I NETWORK [initandlisten] waiting'], no: ['waiting'] },
  SQUID3: { yes: ['1286536308.779 180 192.168.0.224 TCP_MISS/200 411 GET http://a.b/ - DIRECT/10.0.0.1 text/html'], no: ['TCP_MISS'] },
}

describe('grok patterns', () => {
  for (const name of Object.keys(PATTERNS)) {
    it(`${name} is a regular expression`, () => {
      const { source } = compilePattern(`%{${name}:x}`, {})
      assert.equal(regexProblem(source, ''), undefined)
    })
  }

  for (const [name, { yes, no }] of Object.entries(SAMPLES)) {
    it(`${name} fits what it is for`, () => {
      for (const text of yes) assert.ok(fits(name, text), text)
      for (const text of no) assert.ok(!fits(name, text), text)
    })
  }

  it('know addresses as Node does', () => {
    const group = fc.constantFrom('0', 'f', 'ab', '12F', 'ffff', '12345', '')
    const end = fc.constantFrom('', '1.2.3.4', '::', ':', '1.2.3.256')
    const six = fc.tuple(fc.array(group, { maxLength: 9 }), end).map(([groups, last]) => groups.join(':') + last)
    const four = fc.array(fc.constantFrom('0', '1', '25', '255', '256', '01', ''), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(fc.oneof(six, four, fc.ipV6(), fc.ipV4()), (text) => {
        assert.equal(fits('IPV6', text), isIPv6(text), text)
        assert.equal(fits('IPV4', text), isIPv4(text), text)
      }),
      { numRuns: 5000 },
    )
  })

  it('give groups in the order of the pattern, with their types', () => {
    const { groups } = compilePattern('%{IP:a.b} (?<c>x)%{INT:[d][e]:int}', {})
    assert.deepEqual(groups.map(({ field, type }) => `${field}:${type}`), ['a.b:string', 'c:string', 'd.e:int'])
  })

  it('leave escapes and classes as they are', () => {
    assert.equal(compilePattern('[%]{\\%{IP}[%{IP}]', {}).source, '[%]{\\%{IP}[%{IP}]')
  })

  it('are read as their types, or stay texts', () => {
    assert.deepEqual([typed('12', 'int'), typed('1.9', 'int'), typed('1.5', 'float'), typed('x', 'int'), typed('12345678901234567890', 'long')], [12, 1, 1.5, 'x', '12345678901234567890'])
  })
})
