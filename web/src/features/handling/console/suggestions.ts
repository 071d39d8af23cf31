import type { HandlingTask } from '@/api/schema'

type Suggestion = HandlingTask['suggestions'][number]
type Adoption = NonNullable<Suggestion['adoption']>
export type Answer = { number: number; text: string; adoption: Adoption | ''; word: string }

export const answers_of = (task: HandlingTask): Answer[] => task.suggestions.map(({ number, text, adoption, word }) => ({ number, text, adoption: adoption ?? '', word }))

/** Those that say something, as the reply is saved. */
export const answered = (answers: Answer[]) => answers.flatMap(({ number, adoption, word }) => (adoption ? [{ number, adoption, word: word.trim() }] : []))
