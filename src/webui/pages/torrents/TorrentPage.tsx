import { Anchor } from "@mantine/core"
import { useMemo } from "react"
import { Link, useParams } from "wouter"
import { torrentDecisions, torrentDetails } from "../../live/feeds.ts"
import { Problem } from "../../live/Problem.ts"
import { useResource } from "../../live/Resource.ts"
import { Copyable } from "../../parts/Copyable.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Failure } from "../../parts/Failure.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { Status } from "../../parts/Status.tsx"
import { percent } from "../../parts/words.ts"
import { Actions } from "./Actions.tsx"
import { Checking } from "./Checking.tsx"
import { LifeLine } from "./LifeLine.tsx"
import { Next } from "./Next.tsx"
import { TorrentFacts } from "./TorrentFacts.tsx"
import { isChecking, stateWords } from "./torrentWords.ts"
import "./torrents.css"

/** What happens to one download: what was decided and why, what comes next and when. Also for one that is gone. */
const TorrentPage = () => {
  const params = useParams<{ readonly instance: string; readonly hash: string }>()
  const { hash } = params
  const instance = decodeURIComponent(params.instance)
  const path = `/api/torrents/${encodeURIComponent(instance)}/${encodeURIComponent(hash)}`
  const detail = useMemo(() => torrentDetails.at(path), [path])
  const past = useMemo(() => torrentDecisions.at(`${path}/decisions?limit=200`), [path])
  const torrent = useResource(detail)
  const decided = useResource(past)
  const isGone = torrent.error instanceof Problem && torrent.error.status === 404
  const decisions = decided.data?.decisions ?? []
  const name = (isGone ? undefined : torrent.data?.name) ?? decisions[0]?.name ?? torrent.data?.name ?? "Torrent"
  const current = isGone ? undefined : torrent.data
  if (isGone && decided.error instanceof Problem && decided.error.status === 404) {
    return (
      <Page title="Unknown torrent">
        <Empty icon="torrents" title={`No torrent ${hash} in ${instance}`}>
          Neither is it there, nor is anything remembered of it. Look among the <Link href="/torrents">torrents</Link>,
          or in <Link href="/activity">activity</Link> for what was removed.
        </Empty>
      </Page>
    )
  }
  return (
    <Page
      title={name}
      about={
        <>
          <Anchor component={Link} href="/torrents" inherit>
            Torrents
          </Anchor>{" "}
          · {instance} · <Copyable text={hash} what="hash" />
        </>
      }
    >
      {torrent.error === undefined || isGone ? null : <Failure error={torrent.error} retry={detail.refresh} />}
      {torrent.data === undefined && decided.data === undefined && torrent.error === undefined ? (
        <Waiting lines={6} />
      ) : (
        <div className="q-torrent-page">
          <div>
            <section className="q-card" aria-labelledby="next">
              <h2 id="next">{current === undefined ? "What became of it" : "What happens next"}</h2>
              {current?.attention == null ? null : (
                <p className="q-waits">
                  <Icon name="warning" />
                  <span>Waits for you: {current.attention}</span>
                </p>
              )}
              {current === undefined || !isChecking(current.state) ? null : (
                <div className="q-checkline">
                  <p className="q-small">
                    <Status {...stateWords(current.state)} />{" "}
                    {current.progress === null ? null : <span className="q-number">{percent(current.progress)}</span>}
                  </p>
                  <Checking torrent={current} />
                </div>
              )}
              <Next torrent={current} last={decided.data?.lastDecision ?? null} decisions={decisions} />
            </section>
            <section className="q-card q-past" aria-labelledby="life">
              <h2 id="life">Its life</h2>
              <LifeLine torrent={current} decisions={decisions} />
            </section>
          </div>
          <div>
            {current === undefined ? null : <Actions torrent={current} />}
            <section className="q-card q-known" aria-labelledby="facts">
              <h2 id="facts">The torrent</h2>
              {current === undefined ? (
                <p className="q-small q-dim">qBittorrent has it no more.</p>
              ) : (
                <TorrentFacts torrent={current} />
              )}
            </section>
          </div>
        </div>
      )}
    </Page>
  )
}

export default TorrentPage
