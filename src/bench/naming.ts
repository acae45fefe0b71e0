/** What a daemon may ask of qBittorrent without naming a torrent; every other path counts as naming one. */
const nameless: ReadonlySet<string> = new Set([
  "app/version",
  "app/webapiVersion",
  "app/preferences",
  "auth/login",
  "sync/maindata",
  "torrents/categories",
  "torrents/createCategory",
  "torrents/tags",
  "transfer/info"
])

const action = (path: string): string => path.replace(/^\/api\/v2\//, "")

/** Requests by path, those that came since `before`, most first. */
export const since = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>
): ReadonlyArray<readonly [path: string, count: number]> =>
  Object.entries(after)
    .map(([path, count]) => [action(path), count - (before[path] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)

/** Those of them that name a torrent, or several. */
export const naming = (requests: ReturnType<typeof since>): ReturnType<typeof since> =>
  requests.filter(([path]) => !nameless.has(path))

/** `sync/maindata 12, …` */
export const listed = (requests: ReturnType<typeof since>): string =>
  requests.length === 0 ? "none" : requests.map(([path, count]) => `${path} ${count}`).join(", ")

/** How many they are. */
export const sum = (requests: ReturnType<typeof since>): number => requests.reduce((all, [, count]) => all + count, 0)
