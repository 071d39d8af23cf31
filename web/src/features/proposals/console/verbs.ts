/** What the committee does with a proposal. */
export const verbs = ['pass', 'file', 'merge', 'convert', 'send_back', 'withdraw'] as const
export type ReviewVerb = (typeof verbs)[number]
export const categories = ['economy', 'politics', 'culture', 'society', 'ecology', 'other'] as const
