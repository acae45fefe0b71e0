/** The supervisor under one name for the library: its tag, its errors and its layer. */
export { ShuttingDown, Supervisor, type SupervisorService, UnknownWorker } from "./Supervisor.ts"
export { layer, make } from "./SupervisorLive.ts"
