const names = ["--config", "--data"]

/**
 * `--config` and `--data` in front of the command move behind it, where the parser of the command looks for them:
 * `qbitrr --data /srv status` is `qbitrr status --data /srv`.
 */
export const globalsLast = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const moved: Array<string> = []
  let at = 0
  while (at < args.length) {
    const arg = args[at] ?? ""
    const value = args[at + 1]
    if (names.includes(arg) && value !== undefined) {
      moved.push(arg, value)
      at += 2
    } else if (names.some((name) => arg.startsWith(`${name}=`))) {
      moved.push(arg)
      at += 1
    } else break
  }
  const rest = args.slice(at)
  if (rest.length === 0) return args
  const forced = rest.indexOf("--")
  return forced < 0 ? [...rest, ...moved] : [...rest.slice(0, forced), ...moved, ...rest.slice(forced)]
}
