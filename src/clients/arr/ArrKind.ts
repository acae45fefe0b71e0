/** Which program an Arr section talks to. */
export type ArrKind = "radarr" | "sonarr" | "lidarr" | "readarr"
