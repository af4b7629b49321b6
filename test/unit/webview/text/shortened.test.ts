import { strict as assert } from 'node:assert'
import { differAtEnd, shortened } from '../../../../src/webview/text/shortened.ts'

describe('webview/text/shortened', () => {
  it('knows which texts are told apart by their ends', () => {
    for (const texts of [['org.apache.hadoop.ipc', 'org.apache.hdfs'], ['org.apache.hadoop'], ['OTHER', 'org.apache.hadoop.ipc.Client', 'org.apache.hadoop.ipc.Server']]) assert.equal(differAtEnd(texts, 20), true, texts.join())
    for (const texts of [[], [''], ['main', 'main-2'], ['two words of it'], ['org.apache.x', 'com.acme.y'], ['IPC Server handler 9 on 62270', 'main']]) assert.equal(differAtEnd(texts, 20), false, texts.join())
  })

  it('cuts texts, their beginnings where a word or a part of a name begins', () => {
    assert.equal(shortened('short', 5), 'short')
    assert.equal(shortened('not so short', 8), 'not so …')
    const end = (text: string, room: number): string => shortened(text, room, true)
    assert.deepEqual([end('org.apache.hadoop.ipc.Client', 20), end('org.apache.hadoop.ipc.Client', 18), end('a/b/c', 5)], ['…hadoop.ipc.Client', '…ipc.Client', 'a/b/c'])
    assert.equal(end('org.apache.hadoop.mapred.TaskAttemptListenerImpl', 23), '…AttemptListenerImpl')
    assert.equal(end('0123456789abcdef', 8), '…9abcdef')
    assert.equal(end('what ends with a dot.', 3), '…t.')
  })
})
