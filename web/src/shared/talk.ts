import { onBeforeUnmount } from 'vue'
import { connection } from '@/api/client'

const most = 16_000  // characters; what is longer goes over HTTP
const patience = 10_000  // milliseconds
const tries = 3

/**
 * While this page is open, what is said goes over one WebSocket: each message is a request, and the answers come in their turn. It is opened
 * with the first word, which itself goes over HTTP, as does all where none can be had. What was under way when it broke is said again over
 * HTTP, under its same key.
 */
export function use_talk() {
  let socket: WebSocket | undefined
  let spoken_for = ''
  let failures = 0
  let waiting: ((answer?: Response) => void)[] = []

  function end() {
    const [ended, unanswered] = [socket, waiting]
    socket = undefined
    waiting = []
    ended?.close()
    for (const answer of unanswered) answer()
  }

  function open() {
    if (failures >= tries || !('WebSocket' in window)) return
    spoken_for = connection.csrf
    ++failures
    const fresh = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/talk`)
    fresh.onopen = () => { failures = 0 }
    fresh.onclose = () => { if (socket === fresh) end() }
    fresh.onmessage = ({ data }: MessageEvent<string>) => {
      const status = Number(data.slice(9, 12))
      waiting.shift()?.(new Response(status === 204 ? null : data.slice(data.indexOf('\r\n\r\n') + 4), { status }))
    }
    socket = fresh
  }

  connection.say = (path, { method = 'GET', headers, body }) => {
    const text = body ?? ''
    // Cookies are given over HTTP alone.
    if (method === 'GET' || path.startsWith('/api/v1/session') || typeof text !== 'string' || text.length > most) return undefined
    // It speaks for whom it was opened.
    if (socket && spoken_for !== connection.csrf) end()
    if (!socket) open()
    if (!socket || socket.readyState !== socket.OPEN) return undefined
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${location.host}`, `Content-Length: ${new TextEncoder().encode(text).length}`]
    for (const [name, value] of Object.entries(headers as Record<string, string>)) lines.push(`${name}: ${value}`)
    socket.send(`${lines.join('\r\n')}\r\n\r\n${text}`)
    return new Promise((resolve) => {
      const timer = setTimeout(end, patience)
      waiting.push((answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
    })
  }

  onBeforeUnmount(() => {
    delete connection.say
    end()
  })
}
