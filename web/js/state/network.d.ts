/** What a station finds when it tries the network, as oralexam/storage/network_checks.py keeps it. */

export interface Way {
  connected: boolean; connect_ms: number | null; round_trip_ms: number | null;
  sent: number; lost_there: number; received: number; lost_back: number;
  over: "" | "host" | "srflx" | "prflx" | "relay"; problem: string;
}
export interface Found { socket_ms: number | null; hosts: number; reflexive: number; relayed: number; six: number; direct: Way; relay: Way | null }
export interface NetworkReport extends Found { room: string; station: string }
export interface KeptReport { at: string; report: NetworkReport }
export interface NetworkPage { ice_servers: RTCIceServer[]; media_ports: string; last: KeptReport[] }
