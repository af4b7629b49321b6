/** A secret factor for hashing by multiplication, so that no log can be made in which everything collides. */
export function oddNumber(): number {
  return (Math.random() * 2 ** 32) | 1
}
