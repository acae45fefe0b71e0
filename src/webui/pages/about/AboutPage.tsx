import type { ReactNode } from "react"
import { Link } from "wouter"
import { address } from "../../live/base.ts"
import { useCell } from "../../live/Cell.ts"
import { apiDocument, daemonVersion } from "../../live/daemon.ts"
import { link } from "../../live/link.ts"
import { useResource } from "../../live/Resource.ts"
import { access } from "../../live/session.ts"
import { Page } from "../../parts/Page.tsx"

const updates = {
  connecting: "connecting",
  live: "pushed as things happen",
  polling: "asked for every 5 seconds",
  offline: "none: the daemon does not answer"
} as const

const methods = {
  password: "password",
  oidc: "OpenID Connect",
  proxy: "the proxy in front of the daemon",
  token: "a token",
  disabled: "nobody is asked: AuthDisabled is set"
} as const

/** What this is, and where to look further. */
const AboutPage = () => {
  const told = useCell(daemonVersion)
  const described = useResource(apiDocument).data?.info.version
  const version = told ?? described
  const { state } = useCell(link)
  const visit = useCell(access)
  const session = visit.state === "known" ? visit.session : undefined
  const lines: ReadonlyArray<readonly [string, ReactNode]> = [
    ["qbitrr", version ?? "…"],
    ["Changes", updates[state]],
    ["You", session?.user ?? "no name"],
    ["Access", session?.method == null ? "unknown" : methods[session.method]],
    [
      "API",
      <a key="api" href={address("/api/openapi.json")}>
        OpenAPI document
      </a>
    ],
    [
      "Logs",
      <Link key="logs" href="/logs">
        what the daemon writes
      </Link>
    ]
  ]
  return (
    <Page title="About">
      <section className="q-card" aria-label="About this daemon">
        <dl className="q-facts">
          {lines.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Page>
  )
}

export default AboutPage
