import type { NavigationGroup, NavigationItem } from '@/shared/console/feature'
import { may } from '@/shared/session'
import { features } from './features'

const shown = (item: NavigationItem) => item.needs.some(may) && (item.when?.() ?? true)

/** What this person can do here; reading the tree of assemblies alone makes nobody staff. */
export const desk_items = () => features.flatMap((feature) => feature.navigation).filter((item) => shown(item) && item.needs.some((needed) => needed !== 'assembly.read' && may(needed)))

const groups: NavigationGroup[] = ['deliberate', 'body', 'system']
export const navigation = () => groups
  .map((group) => ({ group, items: features.flatMap((feature) => feature.navigation).filter((item) => item.group === group && shown(item)) }))
  .filter(({ items }) => items.length > 0)
