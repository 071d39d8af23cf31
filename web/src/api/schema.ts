// The wire contract of /api/v1. Times are UTC epoch milliseconds, identifiers fit into 53 bits.

export interface Action { verb: string; needs_reason: boolean; primary?: boolean }
export interface List<Item> { items: Item[]; next?: string | null }

export type Level = 'none' | 'phone' | 'member'
export interface Seat { id: number; assembly: number; assembly_name: string; body_name: string; role: string; role_name: string }
export interface Session {
  person?: { id: number; name: string; has_password: boolean; needs_login?: boolean } | null
  level: Level
  csrf: string
  seats: Seat[]
  seat?: number | null
  permissions: string[]
  unread: number
  demo: boolean
  development_outbox: boolean
}
export interface PhoneCode { expires_at: number; resend_after: number }
export interface InboxItem { id: number; kind: string; text: string; link?: string | null; at: number; read: boolean }
export interface Inbox { items: InboxItem[]; unread: number }
export interface OutboxItem { id: number; to: string; text: string; at: number }

export interface Assembly { id: number; name: string; level: 'province' | 'city' | 'county'; parent?: number | null; short_name: string; code: string }
export interface Term { id: number; number: number; name: string; from: number; to?: number | null }
export interface AssemblyDetail extends Assembly {
  term?: Term | null
  sectors: { id: number; name: string; members: number }[]
  committees: { id: number; name: string }[]
  members: number
}
export interface Member {
  person: number; number: string; name: string; assembly: number; assembly_name: string; sector: number; sector_name: string
  party?: string | null; committee?: string | null; phone_masked?: string | null; from: number; to?: number | null
}
export interface RosterReport { rows: number; created: number; updated: number; unchanged: number; errors: { row: number; column: string; code: string; message: string }[] }

export type State = 'draft' | 'open' | 'closed' | 'signed' | 'withdrawn'
export type Audience = 'public' | 'members' | 'sectors'
export type MayVote = 'yes' | 'sign_in' | 'level_too_low' | 'not_invited' | 'not_open'
export interface Attribution { text: string; url?: string | null; licence?: string | null }
export interface AttachedFile { id: number; name: string; size: number; type: string }
export interface Consultation {
  id: number; assembly: number; assembly_name: string; state: State; state_since: number
  title: string; question: string; background: string; files: AttachedFile[]
  opens_at?: number | null; closes_at?: number | null
  audience: Audience; sectors: { id: number; name: string }[]; level_needed: 'phone' | 'member'
  matrix_public: boolean; round: number; language: string
  attribution?: Attribution | null; demonstration: boolean
  counts: { invited?: number | null; participants: number; assisted?: number | null; votes: number; statements: number; pending?: number | null; posts: number }
  may_vote: MayVote; my: { voted: number; statements: number }; version: number; actions: Action[]
}
export interface ConsultationItem {
  id: number; assembly: number; assembly_name: string; title: string; question: string; state: State
  opens_at?: number | null; closes_at?: number | null; audience: Audience
  invited?: number | null; participants: number; votes: number; statements: number; pending?: number | null; demonstration: boolean
}
export interface ConsultationDraft {
  title: string; question: string; background: string; opens_at?: number | null; closes_at?: number | null
  audience: Audience; sectors: number[]; level_needed: 'phone' | 'member'; matrix_public: boolean; statements: string[]
}

export type Vote = 'agree' | 'disagree' | 'pass'
export interface Statement { id: number; number: number; text: string; seed: boolean; mine: boolean }
export interface Ballot { next?: Statement | null; voted: number; total: number; participants: number }
export interface OwnVote { statement: Statement; vote: Vote }
export interface Similar { id: number; number: number; text: string; likeness: number }
export interface StatementList { items: Statement[]; order_rule: string }
export interface LiveCounts { participants: number; votes: number; statements: number; pending?: number | null }

export interface Reason { code: string; text: string }
export interface MyContribution {
  kind: 'statement' | 'post'; id: number; consultation: number; consultation_title: string; text: string; at: number
  state: 'pending' | 'approved' | 'refused' | 'appealed' | 'refused_finally'
  reason?: Reason | null; note?: string | null; actions: Action[]
}
export interface QueueItem {
  kind: 'statement' | 'post'; id: number; consultation: number; consultation_title: string; text: string; at: number
  author_name: string; state: 'pending' | 'appealed'; appeal?: string | null; first_reason?: Reason | null; first_note?: string | null
  similar: Similar[]; actions: Action[]
}
export interface ModerationCounts { submitted: number; approved: number; pending: number; approved_on_appeal: number; refused: { code: string; text: string; count: number }[] }
export interface Queue { items: QueueItem[]; reasons: Reason[]; counts: { pending: number; appealed: number } }
export interface Post {
  id: number; author_name: string; sector_name?: string | null; text: string; at: number
  reply_to?: number | null; state: string; mine: boolean; replies: number
}
export interface Thread extends List<Post> { total: number; may_post: MayVote }

export interface Counts { agree: number; disagree: number; pass: number; seen: number }
export type Share = (Counts & { p: number; low: number; high: number; hidden: false }) | { hidden: true }
export interface StatementResult {
  id: number; number: number; text: string; seed: boolean
  all: Share; groups: Share[]; sectors: { id: number; share: Share }[]
  consensus: number; kernel: number; uncertainty: number; kind: 'common' | 'different' | 'undecided'
}
export interface Group {
  id: number; letter: string; size: number; hull: [number, number][]; representative: { statement: number; agree: boolean }[]
}
export interface Participation { id: number; name: string; could?: number | null; did: number | null }
export interface Result {
  consultation: number; computed_at: number; participants: number; statements: number; votes: number
  clear_groups: boolean; sentence?: string | null
  separation: { silhouette: number; null_max: number; null_mean: number }
  groups: Group[]; points: [number, number, number][]
  sectors: Participation[]; counties: Participation[]
  statements_detail: StatementResult[]
  common: number[]; different: number[]; undecided: number[]
  order_rule: string; digest?: { votes: string; result: string; algorithm: string } | null
  matrix_public: boolean; attribution?: Attribution | null
}
export interface Position {
  x: number; y: number; radius: number; group?: number | null; confidence: number; votes: number
  because: { statement: number; text: string; vote: Vote; pull: number }[]
}

export interface Explain { who: string; to_whom: string; what: string; by?: number | null }
export interface Sheet {
  consultation: number; state: 'none' | 'draft' | 'signed'; version: number
  agreed: { text: string; statement?: number | null; share?: string | null }[]
  to_study: { text: string; statement?: number | null; share?: string | null }[]
  remaining: { text: string; statement?: number | null; between?: string | null }[]
  explain: Explain[]; learned: string; signed_by?: string | null; signed_at?: number | null; actions: Action[]
}
export interface Assisted {
  id: number; member_name: string; member_number: string; votes?: { statement: number; vote: Vote }[] | null
  entered_by_name: string; entered_at: number; state: 'entered' | 'checked' | 'rejected'; actions: Action[]
}
