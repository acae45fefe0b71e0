import { useCell } from "../../live/Cell.ts"
import { access } from "../../live/session.ts"
import { Empty } from "../../parts/Empty.tsx"
import { Page } from "../../parts/Page.tsx"
import { Password } from "./Password.tsx"
import { Sessions } from "./Sessions.tsx"
import { Tokens } from "./Tokens.tsx"
import "./access.css"

/** Who gets in: password, browsers that are logged in, tokens of scripts. */
const AccessPage = () => {
  const visit = useCell(access)
  const session = visit.state === "known" ? visit.session : undefined
  const isAdmin = session?.scopes.includes("admin") === true
  return (
    <Page title="Access" about="Who may see and change what.">
      {session?.method === "disabled" ? (
        <section className="q-card" aria-label="Open access">
          <p className="q-plainline">
            Everybody who reaches this address may do everything: AuthDisabled is set in [WebUI] of the config. Take it
            out, and a password is asked for.
          </p>
        </section>
      ) : null}
      {isAdmin ? (
        <div className="q-access">
          <Tokens />
          <div>
            {session.method === "password" ? <Password user={session.user ?? ""} /> : null}
            <Sessions />
          </div>
        </div>
      ) : (
        <Empty icon="warning" title="Only an administrator may see this" />
      )}
    </Page>
  )
}

export default AccessPage
