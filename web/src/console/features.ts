import { assemblies } from '@/features/assemblies/console'
import { calendar } from '@/features/calendar/console'
import { circulars } from '@/features/circulars/console'
import { consultation } from '@/features/consultation/console'
import { handling } from '@/features/handling/console'
import { handover } from '@/features/handover/console'
import { identity } from '@/features/identity/console'
import { meetings } from '@/features/meetings/console'
import { proposals } from '@/features/proposals/console'
import { settings } from '@/features/settings/console'

/** What the console is made of; a new feature is one line here and its words in languages.ts. */
export const features = [consultation, meetings, proposals, handling, handover, circulars, assemblies, calendar, settings, identity]
