import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { Word } from './words'

/** One's own camera and microphone: asked for, chosen, measured, let go. */
export type Trouble = 'refused' | 'missing' | 'camera_missing' | 'busy' | 'insecure'
export const words_of_trouble: Record<Trouble, Word> = {
  refused: 'device.refused', missing: 'device.missing', camera_missing: 'device.camera_missing', busy: 'device.busy', insecure: 'device.insecure',
}

const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
// A face on a phone and a room on a wall: more would cost everybody's network.
const picture = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 25 } }

export const can_take_part = () =>
  'RTCPeerConnection' in window && 'EventSource' in window && 'RTCRtpTransceiver' in window

/** A page that was reached without the server's word on devices may not ask for them: fetched anew, it may. */
export function fetch_page_with_devices(): boolean {
  const policy = (document as unknown as { featurePolicy?: { allowsFeature(name: string): boolean } }).featurePolicy
  const mark = 'gongshi.conference.fetched'
  if (!policy || policy.allowsFeature('camera')) return false
  try {
    if (sessionStorage.getItem(mark)) return false
    sessionStorage.setItem(mark, '1')
  } catch { return false }
  location.reload()
  return true
}

function trouble_of(error: unknown): Trouble {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'refused'
}

export function use_media() {
  const stream = shallowRef<MediaStream | null>(null)
  const trouble = ref<Trouble>()
  const devices = shallowRef<MediaDeviceInfo[]>([])
  const camera = ref('')  // 'none': without
  const microphone = ref('')
  const level = ref(0)
  const heard = ref(false)
  let stop_meter = () => {}

  const release = () => {
    stop_meter()
    for (const track of stream.value?.getTracks() ?? []) track.stop()
    stream.value = null
  }

  function measure(from: MediaStream) {
    stop_meter()
    const Audio = window.AudioContext ?? (window as unknown as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext
    if (!Audio || !from.getAudioTracks().length) return
    const context = new Audio()
    const analyser = context.createAnalyser()
    // Longer than the time between two looks: a short word is not missed.
    analyser.fftSize = 8192
    context.resume().catch(() => {})
    context.createMediaStreamSource(from).connect(analyser)
    const bytes = new Uint8Array(analyser.fftSize)
    const timer = setInterval(() => {
      analyser.getByteTimeDomainData(bytes)
      let most = 0
      for (const byte of bytes) most = Math.max(most, Math.abs(byte - 128))
      level.value = Math.min(100, Math.round((most / 64) * 100))
      if (level.value > 8) heard.value = true
    }, 100)
    stop_meter = () => {
      // Once: what is closed refuses to be closed again.
      stop_meter = () => {}
      clearInterval(timer)
      void context.close()
      level.value = 0
    }
  }

  const wanted = (id: string, more: MediaTrackConstraints): MediaTrackConstraints => (id ? { ...more, deviceId: { exact: id } } : more)

  /** Asks the browser, which asks the person; without a camera, for the microphone alone. */
  async function ask() {
    release()
    trouble.value = undefined
    if (!navigator.mediaDevices) {
      trouble.value = 'insecure'
      return
    }
    const audio = wanted(microphone.value, sound)
    try {
      if (camera.value === 'none') stream.value = await navigator.mediaDevices.getUserMedia({ audio })
      else {
        try {
          stream.value = await navigator.mediaDevices.getUserMedia({ audio, video: wanted(camera.value, picture) })
        } catch (error) {
          if (trouble_of(error) !== 'missing') throw error
          stream.value = await navigator.mediaDevices.getUserMedia({ audio })
          camera.value = 'none'
          trouble.value = 'camera_missing'
        }
      }
      devices.value = await navigator.mediaDevices.enumerateDevices()
      measure(stream.value)
    } catch (error) {
      trouble.value = trouble_of(error)
    }
  }

  /** The camera goes dark when it is off; a new track when it is on again. */
  async function set_camera(on: boolean): Promise<MediaStreamTrack | null> {
    const [now] = stream.value?.getVideoTracks() ?? []
    if (!on) {
      if (now) {
        now.stop()
        stream.value?.removeTrack(now)
      }
      return null
    }
    if (now) return now
    const more = await navigator.mediaDevices.getUserMedia({ video: wanted(camera.value === 'none' ? '' : camera.value, picture) })
    const [track] = more.getVideoTracks()
    if (track && stream.value) stream.value = new MediaStream([...stream.value.getAudioTracks(), track])
    return track ?? null
  }

  onBeforeUnmount(release)
  return { stream, trouble, devices, camera, microphone, level, heard, ask, release, set_camera, stop_meter: () => stop_meter() }
}
export type Media = ReturnType<typeof use_media>
