import { Alert, Button, Group, Modal, Stack } from "@mantine/core"
import { useEffect, useState } from "react"
import type { PlanView, SaveResult } from "../../../web/config/ConfigViews.ts"
import { type Edit, planEdit, type Refusal, refusalOf, saveEdit } from "../../live/config.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { tell } from "../../parts/toasts.tsx"
import { count, listed, number } from "../../parts/words.ts"

/** What a save came to, in a sentence. */
export const savedWords = ({ nextStart, workers }: SaveResult): string => {
  const touched = [...workers.restart, ...workers.start, ...workers.stop]
  const more = nextStart.length === 0 ? "" : ` ${listed(nextStart)} act at the next start.`
  return touched.length === 0 ? `Saved.${more}` : `Saved. ${listed(touched)} begin anew.${more}`
}

const Workers = ({ plan: { live, nextStart, web, workers } }: { readonly plan: PlanView }) => {
  const lines = [
    ...(workers.restart.length > 0 ? [`Restarts ${listed(workers.restart)}.`] : []),
    ...(workers.start.length > 0 ? [`Starts ${listed(workers.start)}.`] : []),
    ...(workers.stop.length > 0 ? [`Stops ${listed(workers.stop)}.`] : []),
    ...(web ? ["The web server starts anew; this page finds it again unless its address changes."] : []),
    ...(live.length > 0 ? [`${listed(live)} ${live.length === 1 ? "acts" : "act"} at once.`] : []),
    ...(nextStart.length > 0
      ? [`${listed(nextStart)} ${nextStart.length === 1 ? "acts" : "act"} at the next start.`]
      : [])
  ]
  return (
    <ul className="q-planlines">
      {(lines.length === 0 ? ["No process restarts."] : lines).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

const Torrents = ({ plan: { torrents } }: { readonly plan: PlanView }) => {
  const worded = (counts: Readonly<Record<string, number>>) =>
    listed(Object.entries(counts).map(([kind, many]) => `${kind} ${number(many)}`))
  if (torrents.total === 0) return null
  return (
    <div>
      <strong>
        {torrents.changed === 0
          ? `No torrent would be treated otherwise (${count(torrents.total, "torrent")} looked at).`
          : `${number(torrents.changed)} of ${count(torrents.total, "torrent")} would be treated otherwise.`}
      </strong>
      {Object.keys(torrents.more).length === 0 ? null : <div>Newly done: {worded(torrents.more)}</div>}
      {Object.keys(torrents.less).length === 0 ? null : <div>No longer done: {worded(torrents.less)}</div>}
      {torrents.undetermined === 0 ? null : (
        <div className="q-dim">
          {count(torrents.undetermined, "torrent")} cannot be told without asking its tracker or Arr.
        </div>
      )}
      <ul className="q-plain">
        {torrents.torrents.map((one) => (
          <li key={`${one.instance} ${one.hash}`} className="q-planned">
            <b>{one.name}</b>
            <div className="q-small q-dim">
              now {one.before.actions || "left alone"} ({one.before.rule}) → {one.after.actions || "left alone"} (
              {one.after.rule}: {one.after.reason})
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What an edit would do, before it does it. */
export const PlanDialog = (props: {
  /** Undefined: closed. */
  readonly edit: Edit | undefined
  readonly onClose: () => void
  readonly onSaved: () => void
  /** What is wrong, or who was faster; the dialog closes. */
  readonly onRefused: (refusal: Refusal) => void
}) => {
  const { edit, onClose, onRefused, onSaved } = props
  const [plan, setPlan] = useState<PlanView>()
  const [isSaving, setSaving] = useState(false)
  useEffect(() => {
    setPlan(undefined)
    if (edit === undefined) return
    let isOver = false
    planEdit(edit).then(
      (made) => {
        if (!isOver) setPlan(made)
      },
      (error: unknown) => {
        if (!isOver) onRefused(refusalOf(error))
      }
    )
    return () => {
      isOver = true
    }
  }, [edit, onRefused])
  const save = async () => {
    if (edit === undefined) return
    setSaving(true)
    try {
      tell(savedWords(await saveEdit(edit)))
      onSaved()
    } catch (error) {
      onRefused(refusalOf(error))
    } finally {
      setSaving(false)
    }
  }
  return (
    <Modal
      opened={edit !== undefined}
      onClose={onClose}
      title="What this would do"
      size="lg"
      centered
      closeButtonProps={{ "aria-label": "Cancel", size: 44 }}
      transitionProps={{ duration: 100 }}
    >
      <Stack gap="md">
        {plan === undefined ? (
          <Waiting lines={4} />
        ) : (
          <>
            <Workers plan={plan} />
            <Torrents plan={plan} />
            {plan.warnings.map((warning) => (
              <Alert
                key={`${warning.key} ${warning.message}`}
                color="yellow"
                variant="outline"
                icon={<Icon name="warning" />}
              >
                {warning.key}: {warning.message}
              </Alert>
            ))}
          </>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" h={44} data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button h={44} disabled={plan === undefined} loading={isSaving} onClick={() => void save()}>
            Save it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
