import type { ConsoleFeature } from '@/shared/console/feature'
import { session } from '@/shared/session'

export const consultation: ConsoleFeature = {
  navigation: [
    { group: 'deliberate', label: 'consulting.navigation', to: '/console/consultations', needs: ['consultation.write', 'consultation.publish', 'sheet.write', 'sheet.sign', 'assisted.enter', 'assisted.check'], waiting: 'consultations' },
    { group: 'deliberate', label: 'moderating.navigation', to: '/console/moderation', needs: ['moderation.work'], waiting: 'moderation', when: () => session.seat != null },
    { group: 'deliberate', label: 'words.title', to: '/console/words', needs: ['moderation.work'], when: () => session.seat != null },
    { group: 'deliberate', label: 'quarantine.navigation', to: '/console/quarantine', needs: ['quarantine.work'], waiting: 'quarantine', when: () => session.seat != null },
  ],
  routes: [
    { path: 'consultations', component: () => import('./ConsultingList.vue') },
    { path: 'consultations/new', meta: { needs: 'consultation.write' }, component: () => import('./ConsultingNew.vue') },
    {
      path: 'consultations/:id(\\d+)',
      component: () => import('./ConsultingFrame.vue'),
      children: [
        { path: '', component: () => import('./ConsultingOverview.vue') },
        { path: 'edit', meta: { needs: 'consultation.write' }, component: () => import('./ConsultingEdit.vue') },
        { path: 'sheet', component: () => import('./SheetPage.vue') },
        { path: 'assisted', meta: { needs: 'assisted.enter' }, component: () => import('./AssistedPage.vue') },
      ],
    },
    { path: 'moderation', meta: { needs: 'moderation.work' }, component: () => import('./ModeratingPage.vue') },
    { path: 'words', meta: { needs: 'moderation.work' }, component: () => import('./WordsPage.vue') },
    { path: 'quarantine', meta: { needs: 'quarantine.work' }, component: () => import('./QuarantinePage.vue') },
  ],
}
