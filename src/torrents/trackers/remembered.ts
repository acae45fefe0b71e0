/**
 * Remembers what `f` answers for as long as its argument lives. Only for pure answers about lists that are replaced, never
 * changed: those of a torrent's trackers and of a config's rows live through thousands of looks, and taking addresses
 * apart is dear.
 */
export const remembered = <K extends object, A>(f: (key: K) => A): ((key: K) => A) => {
  const answers = new WeakMap<K, { readonly answer: A }>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known.answer
    const answer = f(key)
    answers.set(key, { answer })
    return answer
  }
}
