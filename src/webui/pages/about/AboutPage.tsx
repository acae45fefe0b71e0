import type { ReactNode } from "react"
import { Link } from "wouter"
import type { AboutView } from "../../../web/status/overviewViews.ts"
import { address } from "../../live/base.ts"
import { useCell } from "../../live/Cell.ts"
import { pollEvery } from "../../live/connection.ts"
import { daemonVersion } from "../../live/daemon.ts"
import { about } from "../../live/feeds.ts"
import { link } from "../../live/link.ts"
import { useResource } from "../../live/Resource.ts"
import { access } from "../../live/session.ts"
import { Copyable } from "../../parts/Copyable.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import "./about.css"

const updates = {
  connecting: "connecting",
  live: "pushed as things happen",
  polling: `asked for every ${pollEvery / 1_000} seconds`,
  offline: "none: the daemon does not answer"
} as const

const methods = {
  password: "password",
  oidc: "OpenID Connect",
  proxy: "the proxy in front of the daemon",
  token: "a token",
  disabled: "nobody is asked: AuthDisabled is set"
} as const

type Line = readonly [string, ReactNode]

const Card = ({
  id,
  lines,
  title
}: {
  readonly id: string
  readonly title: string
  readonly lines: ReadonlyArray<Line>
}) => (
  <section className="q-card" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    <dl className="q-facts">
      {lines.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  </section>
)

const Path = ({ path, what }: { readonly path: string; readonly what: string }) => (
  <Copyable text={path} what={what} length={60} />
)

const pathsOf = ({ paths }: AboutView): ReadonlyArray<Line> => [
  ["Config", <Path key="config" path={paths.config} what="the path of the config" />],
  ["Data", <Path key="data" path={paths.data} what="the path of the data" />],
  [
    "Logs",
    paths.logs === null ? "no log files are written" : <Path key="logs" path={paths.logs} what="the path of the logs" />
  ]
]

const versionsOf = ({ node, platform, programs }: AboutView, version: string): ReadonlyArray<Line> => [
  ["qbitrr", version],
  ["Node", node],
  ["Platform", platform],
  ...programs.map((one): Line => [one.name, one.version ?? <span className="q-dim">has not said yet</span>])
]

/** What runs here, where it keeps its things, and where to look further. */
const AboutPage = () => {
  const told = useCell(daemonVersion)
  const reading = useResource(about)
  const { state } = useCell(link)
  const visit = useCell(access)
  const session = visit.state === "known" ? visit.session : undefined
  return (
    <Page title="About">
      <div className="q-about">
        <Loaded reading={reading} retry={about.refresh} lines={4}>
          {(data) => (
            <>
              <Card id="versions" title="Versions" lines={versionsOf(data, told ?? data.version)} />
              <Card id="paths" title="Files" lines={pathsOf(data)} />
            </>
          )}
        </Loaded>
        <Card
          id="visit"
          title="This visit"
          lines={[
            ["Changes", updates[state]],
            ["You", session?.user ?? "no name"],
            ["Access", session?.method == null ? "unknown" : methods[session.method]]
          ]}
        />
        <section className="q-card" aria-labelledby="further">
          <h2 id="further">Further</h2>
          <ul className="q-plain q-further">
            <li>
              <a href={address("/api/docs")}>The API, to read and to try</a>
            </li>
            <li>
              <a href={address("/api/openapi.json")}>The API as an OpenAPI document</a>
            </li>
            <li>
              <Link href="/logs">What the daemon writes</Link>
            </li>
            <li>
              <Link href="/config">The config, with the meaning of every key</Link>
            </li>
          </ul>
        </section>
      </div>
    </Page>
  )
}

export default AboutPage
