// One's place in the room: what the server tells through a stream of events, and one connection of WebRTC for one's own picture and sound and one for everybody watched.
// Written here and not taken from npm (janus-gateway): browsers never speak to the gateway, so that a client of the gateway's protocol has nothing to do here (docs/adr/0037).
import { onBeforeUnmount, reactive, shallowReactive } from 'vue'
import { get, post, Problem, put } from '@/api/client'
import type { ConferenceEntry } from '@/api/schema'

export interface Person {
  guest: string; name: string; role: 'listener' | 'speaker' | 'moderator'; place: 'alone' | 'branch' | 'main'
  hand: boolean; microphone: boolean; camera: boolean; seen: boolean; talking: boolean
}
export type Ended = 'left' | 'removed' | 'closed' | 'elsewhere'
type Told =
  | { kind: 'people'; people: Person[] }
  | { kind: 'offer' | 'gone' | 'slow' | 'answer' | 'talking'; about?: string; sdp?: string; on?: boolean }
  | { kind: 'muted' | 'removed' | 'closed' | 'elsewhere' | 'lost' | 'hangup' | 'refused' }

const pauses = [1, 2, 4, 8]
/** So many complaints of a slow network within so many milliseconds mean that it is one. */
const complaints = { many: 3, within: 10_000 }
const gathering = 2000
const stalled = 20_000

export function use_connection(room: number, you: () => string) {
  const hall = reactive({
    phase: 'outside' as 'outside' | 'entering' | 'inside' | 'retrying' | 'ended',
    ended: 'left' as Ended,
    /** Seconds until it is tried again; 0: being tried. */
    wait: 0,
    problem: null as Problem | null,
    hand: false, microphone: false, camera: false,
    may_speak: false,
    sound_only: false,
    slow: false,
    note: '' as '' | 'muted' | 'may_speak' | 'listens' | 'refused',
  })
  const people = shallowReactive<Person[]>([])
  const streams = shallowReactive(new Map<string, MediaStream>())
  const watched = new Map<string, RTCPeerConnection | null>()
  /** Whose offer was answered; and who is to be watched anew once theirs is, or an answer would meet another offer. */
  const answered = new Set<string>()
  const again = new Set<string>()
  let entry: ConferenceEntry | undefined
  let source: EventSource | undefined
  let own: RTCPeerConnection | undefined
  let media: MediaStream | null = null
  let tries = 0
  let timer = 0
  let slow_at: number[] = []

  const signal = (kind: 'offer' | 'answer' | 'candidates' | 'watch' | 'unwatch' | 'leave', more: { about?: string; sdp?: string; complete?: boolean; sound_only?: boolean; candidates?: { candidate: string; mid: string; line: number }[] } = {}) =>
    post(`/conferences/${room}/signals`, { entry: entry?.entry ?? 0, kind, ...more })

  /** Work whose failure means that the server has forgotten us, or that nothing arrives. */
  async function attempt(work: () => Promise<unknown>) {
    const mine = entry
    try {
      await work()
    } catch (error) {
      if (mine !== entry || hall.phase === 'ended') return
      const known = error instanceof Problem
      // Somebody watched has just left, or one may not speak: not the end of it.
      if (known && (error.status === 404 || error.code === 'conference.full' || error.code === 'conference.listens_only')) hall.problem = error.status === 404 ? null : error
      else retry()
    }
  }

  function let_go() {
    source?.close()
    source = undefined
    own?.close()
    own = undefined
    for (const peer of watched.values()) peer?.close()
    watched.clear()
    answered.clear()
    again.clear()
    streams.clear()
    people.splice(0)
  }

  function end(why: Ended) {
    clearTimeout(timer)
    let_go()
    entry = undefined
    hall.ended = why
    hall.phase = 'ended'
  }

  function retry() {
    if (hall.phase === 'ended' || hall.wait > 0) return
    let_go()
    entry = undefined
    hall.phase = 'retrying'
    hall.wait = pauses[Math.min(tries++, pauses.length - 1)] as number
    const tick = () => {
      if (--hall.wait > 0) timer = window.setTimeout(tick, 1000)
      else void enter()
    }
    timer = window.setTimeout(tick, 1000)
  }

  async function enter() {
    if (hall.phase !== 'retrying') hall.phase = 'entering'
    hall.problem = null
    try {
      entry = await post(`/conferences/${room}/entry`, {})
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'conferences.removed') return end('removed')
      if (error.code === 'conferences.closed') return end('closed')
      hall.problem = error
      // What will not change by itself is not tried again.
      if (error.status === 0 || error.status >= 500 || error.status === 429 || error.code === 'conference.enter_again') retry()
      else hall.phase = 'outside'
      return
    }
    hall.may_speak = entry.may_speak
    listen(entry.entry)
  }

  function listen(number: number) {
    const from = new EventSource(`/api/v1/conferences/${room}/events?entry=${number}`)
    source = from
    let silent = 0
    from.onopen = () => clearTimeout(silent)
    from.onerror = () => {
      if (source !== from) return
      // The browser connects again by itself; when it does not manage, we enter anew.
      if (from.readyState === EventSource.CLOSED) return retry()
      clearTimeout(silent)
      silent = window.setTimeout(() => { if (source === from && from.readyState !== EventSource.OPEN) retry() }, 3000)
    }
    from.onmessage = (event: MessageEvent<string>) => {
      if (source === from) hear(JSON.parse(event.data) as Told)
    }
  }

  function hear(told: Told) {
    switch (told.kind) {
      case 'people': return meet(told.people)
      case 'talking': return meet(people.map((one) => (one.guest === told.about ? { ...one, talking: told.on === true } : one)))
      case 'offer': return void attempt(() => take_offer(told.about as string, told.sdp as string))
      case 'answer': return void attempt(async () => own?.setRemoteDescription({ type: 'answer', sdp: told.sdp as string }))
      case 'gone': return drop(told.about as string)
      case 'slow': return complain()
      case 'muted':
        hall.note = 'muted'
        set_microphone(false)
        return
      case 'hangup':
        own?.close()
        own = undefined
        if (hall.may_speak && hall.phase === 'inside') void attempt(publish)
        return
      case 'refused': hall.note = 'refused'; return
      case 'lost': return retry()
      case 'removed':
      case 'closed':
      case 'elsewhere': return end(told.kind)
    }
  }

  function meet(now: Person[]) {
    const me = now.filter((one) => one.guest === you())[0]
    people.splice(0, people.length, ...now)
    if (hall.phase !== 'inside') {
      hall.phase = 'inside'
      tries = 0
      show()
      if (hall.may_speak && media) void attempt(publish)
    }
    if (me) {
      const may = me.role !== 'listener'
      if (may !== hall.may_speak) {
        hall.may_speak = may
        hall.note = may ? 'may_speak' : 'listens'
        hall.hand = false
        if (!may) {
          own?.close()
          own = undefined
          hall.microphone = hall.camera = false
        }
      }
    }
    for (const one of now) if (one.seen && one.guest !== you() && !watched.has(one.guest)) watch(one.guest)
    for (const guest of [...watched.keys()]) if (!now.some((one) => one.guest === guest && one.seen)) drop(guest)
  }

  // ---- one's own

  const servers = () => (entry?.ice ?? []).map((one) => ({ urls: one.urls, ...(one.username ? { username: one.username, credential: one.credential as string } : {}) }))

  /** Told when all ways are known, or once most of them should be; the rest follow one by one. */
  async function described(peer: RTCPeerConnection, about: string): Promise<{ sdp: string; complete: boolean }> {
    if (peer.iceGatheringState !== 'complete') {
      await new Promise<void>((done) => {
        const late = setTimeout(done, gathering)
        peer.addEventListener('icegatheringstatechange', () => {
          if (peer.iceGatheringState !== 'complete') return
          clearTimeout(late)
          done()
        })
      })
    }
    const complete = peer.iceGatheringState === 'complete'
    if (!complete) {
      peer.onicecandidate = ({ candidate }) => {
        const more = candidate?.candidate ? { candidates: [{ candidate: candidate.candidate, mid: candidate.sdpMid ?? '', line: candidate.sdpMLineIndex ?? 0 }] } : { complete: true, candidates: [] }
        void attempt(() => signal('candidates', { ...(about ? { about } : {}), ...more }))
      }
    }
    return { sdp: peer.localDescription?.sdp ?? '', complete }
  }

  function guard(peer: RTCPeerConnection, broken: () => void) {
    let late = 0
    peer.addEventListener('iceconnectionstatechange', () => {
      clearTimeout(late)
      if (peer.iceConnectionState === 'failed') broken()
      // It may come back by itself; a wait, and then anew.
      else if (peer.iceConnectionState === 'disconnected') late = window.setTimeout(broken, 6000)
    })
    // Neither connected nor failed: nothing came through.
    setTimeout(() => { if (/new|checking/.test(peer.iceConnectionState) && peer.signalingState !== 'closed') broken() }, stalled)
  }

  async function publish() {
    own?.close()
    const peer = new RTCPeerConnection({ iceServers: servers(), bundlePolicy: 'max-bundle' })
    own = peer
    guard(peer, () => { if (own === peer) retry() })
    const [voice] = media?.getAudioTracks() ?? []
    const [face] = media?.getVideoTracks() ?? []
    peer.addTransceiver(voice ?? 'audio', { direction: 'sendonly' })
    peer.addTransceiver(face ?? 'video', { direction: 'sendonly' })
    await peer.setLocalDescription(await peer.createOffer())
    const said = await described(peer, '')
    if (own === peer) await signal('offer', said)
  }

  const show = () => void attempt(() => put(`/conferences/${room}/presence`, { entry: entry?.entry ?? 0, hand: hall.hand, microphone: hall.microphone, camera: hall.camera }))

  function use(stream: MediaStream | null) {
    media = stream
    const [voice] = stream?.getAudioTracks() ?? []
    if (voice) voice.enabled = hall.microphone
    if (hall.phase === 'inside' && hall.may_speak && !own && stream) void attempt(publish)
  }

  function set_microphone(on: boolean) {
    const [voice] = media?.getAudioTracks() ?? []
    if (voice) voice.enabled = on
    hall.microphone = on && Boolean(voice)
    if (on) hall.note = ''
    if (hall.phase === 'inside') show()
  }

  async function set_picture(track: MediaStreamTrack | null) {
    hall.camera = Boolean(track)
    const sender = own?.getTransceivers()[1]?.sender
    if (sender) await sender.replaceTrack(track)
    if (hall.phase === 'inside') show()
  }

  function set_hand(up: boolean) {
    hall.hand = up
    show()
  }

  // ---- others

  function watch(guest: string) {
    watched.set(guest, null)
    void attempt(() => signal('watch', { about: guest, sound_only: hall.sound_only }))
  }

  function drop(guest: string) {
    watched.get(guest)?.close()
    watched.delete(guest)
    answered.delete(guest)
    again.delete(guest)
    streams.delete(guest)
  }

  function watch_anew(guest: string) {
    drop(guest)
    if (people.some((one) => one.guest === guest && one.seen)) watch(guest)
  }

  async function take_offer(guest: string, sdp: string) {
    watched.get(guest)?.close()
    const peer = new RTCPeerConnection({ iceServers: servers(), bundlePolicy: 'max-bundle' })
    watched.set(guest, peer)
    guard(peer, () => { if (watched.get(guest) === peer) watch_anew(guest) })
    peer.ontrack = ({ track }) => {
      const known = streams.get(guest)
      streams.set(guest, new MediaStream([...(known?.getTracks() ?? []).filter((one) => one.kind !== track.kind), track]))
    }
    await peer.setRemoteDescription({ type: 'offer', sdp })
    await peer.setLocalDescription(await peer.createAnswer())
    const said = await described(peer, guest)
    if (watched.get(guest) !== peer) return
    await signal('answer', { about: guest, ...said })
    if (watched.get(guest) !== peer) return
    answered.add(guest)
    if (again.has(guest)) watch_anew(guest)
  }

  function set_sound_only(on: boolean, slow = false) {
    if (hall.sound_only === on) return
    hall.sound_only = on
    hall.slow = slow
    slow_at = []
    for (const guest of [...watched.keys()]) {
      if (answered.has(guest)) watch_anew(guest)
      else again.add(guest)
    }
  }

  function complain() {
    const now = Date.now()
    slow_at = [...slow_at.filter((at) => now - at < complaints.within), now]
    if (slow_at.length >= complaints.many) set_sound_only(true, true)
  }

  function leave() {
    if (entry) void signal('leave').catch(() => {})
    end('left')
  }

  // A closed page says so; where that does not arrive, the server misses its stream.
  const gone = () => { if (entry) void signal('leave').catch(() => {}) }
  addEventListener('pagehide', gone)
  onBeforeUnmount(() => {
    removeEventListener('pagehide', gone)
    if (hall.phase !== 'ended') leave()
  })

  // For who looks at the machine room: what arrives of whom.
  const peers = () => ({ own, watched })
  return { hall, people, streams, enter, leave, use, set_microphone, set_picture, set_hand, set_sound_only, peers }
}
export type Connection = ReturnType<typeof use_connection>
/** What the room is, asked again when something in it has changed. */
export const read_room = (room: number) => get(`/conferences/${room}`)
