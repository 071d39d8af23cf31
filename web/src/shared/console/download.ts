import { connection, Problem } from '@/api/client'
import { t } from '@/shared/i18n'

/** Fetches before saving, so that a refusal is shown in words and not saved as a file. */
export async function download(path: string, file_name: string) {
  let answer: Response
  try {
    answer = await fetch(`/api/v1${path}`, { credentials: 'same-origin', headers: { 'Accept-Language': connection.language } })
  } catch {
    throw new Problem(0, 'lost_connection', t('shared.lost_connection'))
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({ title: t('shared.unreadable_answer') }))
    throw new Problem(answer.status, body.code ?? '', body.title ?? '', [], body.detail ?? '', body.request_id ?? '')
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = file_name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
