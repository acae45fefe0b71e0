import type { ProcessView } from "../../../src/web/ProcessView.ts"
import type { DependencyView } from "../../../src/web/Readiness.ts"
import type { DecisionView } from "../../../src/web/TorrentView.ts"

/** Noon; epoch milliseconds. */
export const now = Date.UTC(2024, 0, 15, 12, 0, 0)

export const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString()

export const process = (patch: Partial<ProcessView> = {}): ProcessView => ({
  name: "Radarr-Movies",
  category: "radarr",
  status: "running",
  pid: 1,
  uptime: 60,
  restart_count: 0,
  last_restart: null,
  role: "manager",
  state: "running",
  life: 1,
  since: ago(60),
  reason: null,
  next_attempt_at: null,
  last_beat: ago(0),
  restart_limit: 5,
  restart_window: 300,
  searchSummary: null,
  searchTimestamp: null,
  exits: [],
  ...patch
})

export const dependency = (patch: Partial<DependencyView> = {}): DependencyView => ({
  name: "qBit",
  kind: "qbittorrent",
  state: "up",
  since: ago(60),
  reason: null,
  next_attempt_at: null,
  latency: null,
  ...patch
})

export const decision = (patch: Partial<DecisionView> = {}): DecisionView => ({
  at: ago(5),
  section: "Radarr-Movies",
  rule: "completed",
  reason: "no longer waiting in the Arr's queue",
  instance: "qBit",
  hash: "a".repeat(40),
  name: "Sintel.2010",
  action: "import (check)",
  result: "done: imported",
  facts: {},
  ...patch
})

export const removal = (patch: Partial<DecisionView> = {}): DecisionView =>
  decision({ rule: "stalled", action: "remove (with files, blocklist, search again)", result: "done", ...patch })
