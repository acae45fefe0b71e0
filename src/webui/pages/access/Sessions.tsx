import { Button } from "@mantine/core"
import { browserSessions, endOtherSessions, endSession } from "../../live/accounts.ts"
import { useResource } from "../../live/Resource.ts"
import { confirm } from "../../parts/confirm.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Ago } from "../../parts/Time.tsx"
import { report } from "../../parts/toasts.tsx"

const endOthers = async (): Promise<void> => {
  const yes = await confirm({
    title: "End every other session?",
    consequence: "All other browsers have to log in again. This one stays logged in.",
    action: "End them",
    isDangerous: true
  })
  if (yes) await report("All other sessions have ended.", endOtherSessions)
}

/** `Firefox` of what a browser calls itself; all of it on hover. */
const browserOf = (agent: string): string =>
  /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1]?.replace("Edg", "Edge").replace("OPR", "Opera") ??
  (agent === "" ? "unknown" : agent.slice(0, 40))

/** Browsers that are logged in. */
export const Sessions = () => {
  const reading = useResource(browserSessions)
  return (
    <section className="q-card" aria-labelledby="sessions">
      <h2 id="sessions">Logged in</h2>
      <Loaded reading={reading} retry={browserSessions.refresh} lines={3}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p className="q-plainline q-dim">No browser is logged in.</p>
          ) : (
            <>
              <ul className="q-plain q-access-list">
                {sessions.map((one) => (
                  <li key={one.id}>
                    <span title={one.agent}>
                      <strong>{browserOf(one.agent)}</strong> at {one.address}
                      {one.current ? <span className="q-chip q-here">this one</span> : null}
                      <span className="q-small q-dim q-line">
                        {one.user} · seen <Ago at={one.seenAt} />
                      </span>
                    </span>
                    {one.current ? null : (
                      <Button
                        variant="default"
                        h={44}
                        onClick={() => void report("The session has ended.", () => endSession(one.id))}
                      >
                        End it
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
              {sessions.some(({ current }) => !current) ? (
                <Button variant="default" h={44} mt="sm" onClick={() => void endOthers()}>
                  End every other session
                </Button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </section>
  )
}
