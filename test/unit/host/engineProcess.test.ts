import { strict as assert } from 'node:assert'
import { engineEnvironment } from '../../../src/host/engineProcess.ts'

describe('the environment of the engine', () => {
  it('is that of the host, without what would change how Node starts', () => {
    const env = engineEnvironment({
      PATH: '/bin',
      HOME: '/home/me',
      NODE_OPTIONS: '--inspect',
      NODE_CHANNEL_FD: '3',
      VSCODE_INSPECTOR_OPTIONS: '{}',
      VSCODE_PID: '1',
      ELECTRON_ENABLE_LOGGING: '1',
    })
    assert.deepEqual(env, { PATH: '/bin', HOME: '/home/me', ELECTRON_RUN_AS_NODE: '1', MALLOC_ARENA_MAX: '2' })
    assert.equal(engineEnvironment({ MALLOC_ARENA_MAX: '7' }).MALLOC_ARENA_MAX, '7')
  })
})
