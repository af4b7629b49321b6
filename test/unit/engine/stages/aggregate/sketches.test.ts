import { strict as assert } from 'node:assert'
import { SluiceError } from '../../../../../src/common/errors.ts'
import { EXACT_NUMBERS, Sketches } from '../../../../../src/engine/stages/aggregate/sketches.ts'

describe('sketches', () => {
  it('end with a word where too many numbers would have to be kept', () => {
    const sketches = new Sketches(2 * EXACT_NUMBERS)
    sketches.grow(3)
    const add = (group: number, count: number): void =>
      sketches.addRows(new Uint32Array(count).fill(group), Float64Array.from({ length: count }, (_, i) => i + 0.1), count)
    add(0, EXACT_NUMBERS)
    // What a histogram is made of makes room.
    add(1, EXACT_NUMBERS + 1)
    add(2, EXACT_NUMBERS)
    assert.deepEqual([sketches.at(0, 10), sketches.at(1, 1), sketches.at(2, EXACT_NUMBERS)], [9.1, 0.10009765625, EXACT_NUMBERS - 1 + 0.1])
    sketches.grow(4)
    assert.throws(
      () => add(3, 1),
      (error) => error instanceof SluiceError && error.code === 'tooManyGroups',
    )
  })
})
