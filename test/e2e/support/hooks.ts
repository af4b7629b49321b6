// Root hooks of the end-to-end suite: a picture of the workbench for every test that fails.
import path from 'node:path';
import { out } from '../../tools/paths.mjs';
import { Workbench } from './workbench.ts';

export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state !== 'failed' || !Workbench.current) return;
    const name = test.titlePath().join(' ').replace(/[^\w-]+/g, '-').slice(0, 120);
    const file = path.join(out, 'e2e', `${name}.png`);
    await Workbench.current.screenshot(file).then(
      () => console.log(`      picture: ${path.relative(process.cwd(), file)}`),
      () => {}, // the browser itself may be what failed
    );
  },
  async afterAll(): Promise<void> {
    await Workbench.current?.close();
  },
};
