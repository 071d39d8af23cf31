import type { ConsoleFeature } from '@/shared/console/feature'

export const proposals: ConsoleFeature = {
  navigation: [{ group: 'deliberate', label: 'proposals.navigation', to: '/console/proposals', needs: ['proposals.review'] }],
  routes: [
    { path: 'proposals', meta: { needs: 'proposals.review' }, component: () => import('./ProposalsPage.vue') },
    { path: 'proposals/sessions', meta: { needs: 'proposals.review' }, component: () => import('./SessionsPage.vue') },
    { path: 'proposals/grounds', meta: { needs: 'proposals.review' }, component: () => import('./GroundsPage.vue') },
    { path: 'proposals/topics', meta: { needs: 'proposals.review' }, component: () => import('./TopicsPage.vue') },
    { path: 'proposals/evaluations', meta: { needs: 'proposals.review' }, component: () => import('./EvaluationsPage.vue') },
    { path: 'proposals/evaluations/new', meta: { needs: 'proposals.review' }, component: () => import('./NewEvaluationPage.vue') },
    { path: 'proposals/evaluations/:id(\\d+)', meta: { needs: 'proposals.review' }, component: () => import('./EvaluationPage.vue') },
    { path: 'proposals/statistics/people', meta: { needs: 'proposals.review' }, component: () => import('./PeoplePage.vue') },
    { path: 'proposals/statistics', meta: { needs: 'proposals.review' }, component: () => import('./StatisticsPage.vue') },
    { path: 'proposals/publication', meta: { needs: 'proposals.review' }, component: () => import('./PublicationPage.vue') },
    { path: 'proposals/:id(\\d+)/publication', meta: { needs: 'proposals.review' }, component: () => import('./ProposalPublicationPage.vue') },
    { path: 'proposals/import', meta: { needs: 'proposals.review' }, component: () => import('./ImportPage.vue') },
    { path: 'proposals/:id(\\d+)', meta: { needs: 'proposals.review' }, component: () => import('./ProposalPage.vue') },
  ],
}
