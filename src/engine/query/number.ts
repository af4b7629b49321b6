const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Whether a text is a number in the sense of comparisons: decimal, with an optional exponent, nothing around it. */
export function isNumber(text: string): boolean {
  return NUMBER.test(text)
}
