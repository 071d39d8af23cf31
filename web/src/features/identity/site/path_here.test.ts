import { expect, it } from 'vitest'
import { path_here } from './path_here'

it.each([
  ['/mine/votes?page=2#end', '/mine/votes?page=2#end'],
  [undefined, '/'],
  ['', '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/', '/'],
  ['/\\elsewhere.example/', '/'],
  ['\\\\elsewhere.example', '/'],
  ['/\t/elsewhere.example/', '/'],
  ['/\n/elsewhere.example/', '/'],
  [' //elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
  ['mine/votes', '/'],
])('%j leads to %j', (wanted, there) => expect(path_here(wanted)).toBe(there))
