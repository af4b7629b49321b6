import { strict as assert } from 'node:assert'
import { ENCODINGS } from '../../../../src/common/encodings.ts'
import { inspectFile } from '../../../../src/engine/bytes/inspect.ts'
import { encode } from '../../../support/encoders.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  ja: ['接続がタイムアウトしました', 'ファイルが見つかりません: アプリ.log', 'ユーザー田中がログインしました', 'データベースへの接続に失敗しました'],
  zh: ['连接超时，请稍后重试', '用户登录成功', '无法打开文件', '数据库连接失败', '正在处理请求'],
  tw: ['連線逾時，請稍後再試', '使用者登入成功', '無法開啟檔案', '資料庫連線失敗', '正在處理請求'],
  ko: ['연결 시간이 초과되었습니다', '사용자가 로그인했습니다', '파일을 열 수 없습니다', '시스템이 시작되었습니다'],
  ru: ['Ошибка подключения к базе данных', 'Пользователь вошёл в систему', 'Не удалось открыть файл', 'Превышено время ожидания'],
  de: ['Verbindung abgebrochen: Zeitüberschreitung', 'Datei für Benutzer Müller nicht gefunden', 'Größe überschritten', 'Übertragung läuft'],
  fr: ['Échec de la connexion à la base de données', 'Démarrage terminé', 'Utilisateur connecté à l’interface'],
  none: ['service started', 'user=42 latency=12ms'],
}

/** A log of which one line in four has a message in a language. */
function log(language: string, lines: number): string {
  const messages = MESSAGES[language]
  const line = (i: number): string => (i % 4 === 0 ? `ERROR ${messages[(i / 4) % messages.length]}` : `INFO request id=${i * 7919} path=/a/b`)
  return Array.from({ length: lines }, (_, i) => `2026-01-05 06:00:${String(i % 60).padStart(2, '0')} ${line(i)}\n`).join('')
}

describe('engine/bytes/detectEncoding', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  let files = 0
  const inspect = (bytes: string | Uint8Array, encoding?: string): ReturnType<typeof inspectFile> =>
    inspectFile(folder.file(`${files++}.log`, bytes), encoding)
  const nameOf = async (bytes: string | Uint8Array): Promise<string> => (await inspect(bytes)).info.encoding

  it('finds the encoding of logs in several languages, small and large', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['ja', 'shift_jis'], ['ja', 'euc-jp'], ['zh', 'gb18030'], ['tw', 'big5'], ['ko', 'euc-kr'], ['ru', 'koi8-r'], ['ru', 'windows-1251'],
      ['de', 'windows-1252'], ['fr', 'windows-1252'],
    ]
    for (const [language, label] of cases) {
      for (const lines of [20, 4000]) {
        const name = ENCODINGS.find((each) => each.label === label)?.name
        assert.equal(await nameOf(encode(log(language, lines), label)), name, `${language} ${label} ${lines}`)
      }
    }
  })

  it('takes what is valid UTF-8 for UTF-8, also with a little damage', async () => {
    for (const language of Object.keys(MESSAGES)) {
      for (const lines of [20, 4000]) {
        const bytes = Buffer.from(log(language, lines))
        const { info, spec } = await inspect(bytes)
        assert.deepEqual([info.encoding, spec.encoding, info.bom], ['UTF-8', undefined, false])
        if (language !== 'none') assert.equal(await nameOf(Buffer.concat([bytes, Buffer.from([0xff, 10])])), 'UTF-8', `${language} with damage`)
      }
    }
    assert.equal(await nameOf(''), 'UTF-8')
    assert.equal(await nameOf(Buffer.from('caf\xe9\n', 'latin1')), 'Windows-1252')
  })

  it('finds UTF-16 by its mark or its zeros', async () => {
    for (const [label, name] of [['utf-16le', 'UTF-16 LE'], ['utf-16be', 'UTF-16 BE']]) {
      for (const language of Object.keys(MESSAGES)) {
        const plain = await inspect(encode(log(language, 400), label))
        assert.deepEqual([plain.info.encoding, plain.info.bom, plain.spec.skip, plain.info.binary], [name, false, 0, false])
        assert.equal(plain.samples[0].toString().slice(0, 200), log(language, 400).slice(0, 200))
      }
      const marked = await inspect(encode('\ufeff日本\r\n', label))
      assert.deepEqual([marked.info.encoding, marked.info.bom, marked.spec.skip, marked.info.lineEnd], [name, true, 2, 'CRLF'])
      assert.equal(marked.samples[0].toString(), '日本\r\n')
    }
  })

  it('does not take what is binary for UTF-16', async () => {
    const numbers = Buffer.alloc(8000)
    for (let at = 0; at < numbers.length; at += 2) numbers.writeUInt16LE((at * 7) % 200, at)
    const { info } = await inspect(numbers)
    assert.deepEqual([info.encoding, info.binary], ['UTF-8', true])
    assert.equal(await nameOf(Buffer.from('a\0b\0\0\0\0c')), 'UTF-8')
  })

  it('takes the encoding that it is told, and its mark', async () => {
    const { info, spec, samples } = await inspect(encode('größer\n', 'windows-1252'), 'koi8r')
    assert.deepEqual([info.encoding, spec.encoding, samples[0].toString()], ['KOI8-R', 'KOI8-R', 'grЖъer\n'])
    const utf8 = await inspect('\ufeffx\n', 'windows-1252')
    assert.deepEqual([utf8.info.bom, utf8.spec.skip], [false, 0])
    const gb = await inspect(Buffer.from([0x84, 0x31, 0x95, 0x33, 0x41, 10]))
    assert.deepEqual([gb.info.encoding, gb.info.bom, gb.spec.skip], ['GB18030', true, 4])
    await assert.rejects(inspect('x', 'iso-2022-jp'), { code: 'unsupportedEncoding', message: /iso-2022-jp.*Shift_JIS/ })
  })

  it('refuses UTF-32', async () => {
    for (const [name, bytes] of [['UTF-32LE', [0xff, 0xfe, 0, 0]], ['UTF-32BE', [0, 0, 0xfe, 0xff]]] as const) {
      await assert.rejects(inspect(Buffer.from([...bytes, 0x41, 0, 0, 0])), { code: 'unsupportedEncoding', message: new RegExp(`^\\d+\\.log is ${name}.*iconv`) })
    }
  })
})
