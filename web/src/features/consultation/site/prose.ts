/** A run of plain words, or a link. */
export interface Piece { text: string; href?: string }

// "[words](https://…)" as it comes with imports, or an address that stands by itself; Chinese punctuation ends it.
const link = /\[([^\]\n]+)\]\((https?:\/\/[^\s()]+)\)|(https?:\/\/[^\s<>()（）《》「」，。；、]+)/g

/** The links in a text that staff wrote; of what else imports bring along, emphasis goes and lists keep a dot. */
export function pieces(paragraph: string): Piece[] {
  const text = paragraph.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/^[*-] +/gm, '· ')
  const found: Piece[] = []
  let end = 0
  text.replace(link, (whole: string, words: string | undefined, target: string | undefined, bare: string | undefined, at: number) => {
    if (at > end) found.push({ text: text.slice(end, at) })
    found.push({ text: words ?? whole, href: target ?? bare })
    end = at + whole.length
    return whole
  })
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}
