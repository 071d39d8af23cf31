// The wire contract under the names the pages use; the types themselves are generated from the server's operations (openapi.ts).
// Times are UTC epoch milliseconds, identifiers fit into 53 bits.
import type { components, paths } from './openapi'

type Wire = components['schemas']

export type Action = Wire['workflow.Offer']
export type Session = Wire['identity.SessionView']
export type Level = Session['level']
export type Seat = Wire['identity.SeatView']
export type SecondStep = NonNullable<Session['second_step']>
export type OpenSession = Wire['identity.OpenSession']
export type TotpSecret = Wire['identity.TotpSecret']
export type PasskeyOptions = Wire['identity.PasskeyOptions']
export type PasskeyAnswer = Wire['identity.PasskeyAnswer']
export type Recovery = Wire['identity.RecoveryView']
export type SecurityEntry = Wire['identity.SecurityEntry']
export type PhoneCode = Wire['identity.CodeSent']
export type InboxItem = Wire['notices.InboxItem']
export type Inbox = Wire['notices.Inbox']
export type OutboxItem = Wire['identity.OutboxItem']

export type Assembly = Wire['assemblies.AssemblyView']
export type Term = Wire['assemblies.TermView']
export type AssemblyDetail = Wire['assemblies.AssemblyDetail']
export type Account = Wire['assemblies.AccountView']
export type AccountList = Wire['assemblies.AccountList']
export type DemonstrationLink = Wire['app.DemonstrationLink']
export type Member = Wire['assemblies.MemberView']
export type RosterReport = Wire['assemblies.RosterReport']
export type NextTerm = Wire['assemblies.NextTermView']
export type OfficeChange = Wire['assemblies.OfficeChange']
export type TermReport = Wire['assemblies.TermReport']
export type PastTerm = Wire['assemblies.PastTermView']
export type County = Wire['assemblies.CountyView']
export type CountyOffice = Wire['assemblies.CountyOffice']
export type Proposal = Wire['proposals.ProposalView']
export type ProposalVersion = Wire['proposals.VersionView']
export type ProposalLine = Wire['proposals.ProposalLine']
export type ProposalParts = Wire['proposals.Parts']
export type HandlingItem = Wire['handling.ItemView']
export type DocumentOffer = Wire['documents.Offer']
export type HandlingTask = Wire['handling.TaskView']
export type HandlingLine = Wire['handling.ItemLine']
export type HandlingVerb = paths['/api/v1/handling/tasks/{id}/transitions']['post']['requestBody']['content']['application/json']['verb']
export type Outcome = Wire['handling.OutcomeView']['code']
export type Handled = Wire['handling.HandledView']
export type HandledWords = Wire['handling.HandledWords']
export type HandledList = Wire['handling.HandledList']
export type HandledChoice = Wire['handling.Choice']
export type Satisfaction = Wire['handling.Choice']['code']
export type SpecialDay = Wire['calendar.SpecialDay']
export type TableReport = Wire['calendar.TableReport']
export type Circular = Wire['circulars.CircularView']
export type CircularRecipients = Wire['circulars.RecipientList']
export type CircularRecipient = Wire['circulars.RecipientView']
export type CircularCall = Wire['circulars.CallView']
export type CircularPreview = Wire['circulars.Preview']
export type ToCall = Wire['circulars.ToCall']
export type ReachChannel = Wire['identity.ReachChannel']
export type OwnCircular = Wire['circulars.OwnCircular']
export type Handover = Wire['handover.HandoverView']
export type HandoverReason = Wire['handover.ReasonView']

export type Consultation = Wire['consultation.ConsultationView']
export type State = Consultation['state']
export type Audience = Consultation['audience']
export type MayVote = Consultation['may_vote']
export type Attribution = Wire['consultation.Attribution']
export type AttachedFile = Wire['files.File']
export type ConsultationItem = Wire['consultation.ConsultationItem']
export type ConsultationDraft = paths['/api/v1/assemblies/{assembly}/consultations']['post']['requestBody']['content']['application/json']

export type Statement = Wire['consultation.StatementView']
export type Ballot = Wire['consultation.Ballot']
export type OwnVote = Wire['consultation.OwnVote']
export type Vote = OwnVote['vote']
export type OwnHold = Wire['consultation.OwnHold']
export type SetAside = Wire['consultation.SetAsideView']
export type Finding = Wire['consultation.FindingView']
export type Similar = Wire['consultation.SimilarStatement']
export type StatementList = Wire['consultation.StatementList']
/** Sent as server-sent events, which the description of the API does not type. */
export interface LiveCounts { participants: number; votes: number; statements: number; pending?: number | null }

export type Reason = Wire['moderation.ReasonView']
export type MyContribution = Wire['moderation.MyContribution']
export type QueueItem = Wire['moderation.QueueItem']
export type ModerationCounts = Wire['moderation.ModerationCounts']
export type Queue = Wire['moderation.Queue']
export type ListedWord = Wire['moderation.Word']
export type WordKind = ListedWord['kind']
export type WordMark = Wire['moderation.WordMark']
export type WordChange = Wire['moderation.WordChange']
export type Post = Wire['discussion.Post']
export type Thread = Wire['discussion.Thread']

export interface Counts { agree: number; disagree: number; pass: number; seen: number }
/** A hidden cell carries no figures; one that is shown carries all of them. */
export type Share = (Counts & { p: number; low: number; high: number; hidden: false }) | { hidden: true }
export type StatementResult = Omit<Wire['consultation.StatementResultView'], 'all' | 'groups' | 'sectors'> & {
  all: Share
  groups: Share[]
  sectors: { id: number; share: Share }[]
}
export type Group = Wire['consultation.GroupView']
export type Participation = Wire['consultation.ParticipationView']
export type Result = Omit<Wire['consultation.ResultPage'], 'statements_detail'> & { statements_detail: StatementResult[] }
export type Position = Wire['consultation.PositionView']

export type Explain = Wire['consultation.SheetExplanation']
export type Sheet = Wire['consultation.SheetView']
export type Assisted = Wire['consultation.AssistedView']
export interface List<Item> { items: Item[]; next?: string | null }
