import type { Component } from 'vue'
import BackgroundPage from '@/features/consultation/site/BackgroundPage.vue'
import ConsultationLayout from '@/features/consultation/site/ConsultationLayout.vue'
import FrontPage from '@/features/consultation/site/FrontPage.vue'
import VotePage from '@/features/consultation/site/VotePage.vue'
import type { Route } from '@/shared/router'
import { use_words } from './languages'

/** Where most visits begin: there without another round trip. */
const here = (page: Component) => () => Promise.resolve({ default: page })
const consultation = here(ConsultationLayout)
const with_words = (name: Parameters<typeof use_words>[0]) => (page: Route['page']): Route['page'] => async () => (await Promise.all([page(), use_words(name)]))[0]
const with_account_words = with_words('account')
const with_outcome_words = with_words('outcome')
const proposals = (page: keyof typeof import('@/features/proposals/site')): Route['page'] => async () => ({ default: (await import('@/features/proposals/site'))[page] })
const meetings = (page: keyof typeof import('@/features/meetings/site')): Route['page'] => async () => ({ default: (await import('@/features/meetings/site'))[page] })

export const routes: Route[] = [
  { path: '/', page: here(FrontPage) },
  { path: '/consultations', page: () => import('@/features/consultation/site/ListPage.vue') },
  { path: '/consultations/:id', page: here(BackgroundPage), layout: consultation },
  { path: '/consultations/:id/vote', page: here(VotePage), layout: consultation },
  { path: '/consultations/:id/discussion', page: () => import('@/features/discussion/site/ThreadPage.vue'), layout: consultation },
  { path: '/consultations/:id/result', page: with_outcome_words(() => import('@/features/consultation/site/ResultPage.vue')), layout: consultation },
  { path: '/consultations/:id/position', page: with_outcome_words(() => import('@/features/consultation/site/PositionPage.vue')), layout: consultation },
  { path: '/proposals', page: proposals('ListPage') },
  { path: '/proposals/:id', page: with_account_words(proposals('ProposalPage')) },
  { path: '/topics/:id', page: proposals('TopicPage') },
  { path: '/meetings', page: meetings('ListPage') },
  { path: '/meetings/:id', page: with_account_words(meetings('MeetingPage')) },
  { path: '/meetings/:id/live', page: with_outcome_words(() => import('./HallPage.vue')) },
  { path: '/meetings/:id/check-in', page: meetings('CheckInPage') },
  { path: '/meetings/:id/messages', page: meetings('MessagesPage') },
  { path: '/meetings/:id/replay', page: meetings('ReplayPage') },
  { path: '/clues', page: with_account_words(proposals('CluesPage')) },
  { path: '/mine/body', page: proposals('BodyPage'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/calls/:id', page: proposals('CallPage'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/evaluations/:id', page: proposals('EvaluationPage'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/led', page: proposals('LedPage'), layout: () => import('./MineLayout.vue') },
  { path: '/live/:stream', page: () => import('@/features/meetings/site/LivePage.vue') },
  { path: '/conference/:room', page: () => import('@/features/conferences/site/ConferenceRoom.vue') },
  { path: '/circulars/:id', page: () => import('@/features/circulars/site/CircularPage.vue') },
  { path: '/mine/proposals', page: proposals('MyProposalsPage'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/proposals/:id', page: proposals('WritePage'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/messages/:kind/:subject', page: () => import('@/features/handling/site/MessagesPage.vue'), layout: () => import('./MineLayout.vue') },
  { path: '/mine', page: () => import('@/features/consultation/site/MyContributionsPage.vue'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/votes', page: () => import('@/features/consultation/site/MyVotesPage.vue'), layout: () => import('./MineLayout.vue') },
  { path: '/mine/inbox', page: with_account_words(() => import('@/features/identity/site/InboxPage.vue')), layout: () => import('./MineLayout.vue') },
  { path: '/mine/account', page: with_account_words(() => import('@/features/identity/site/AccountPage.vue')), layout: () => import('./MineLayout.vue') },
  { path: '/sign-in', page: with_account_words(() => import('@/features/identity/site/SignInPage.vue')) },
  { path: '/sign-in/oidc', page: with_account_words(() => import('@/features/identity/site/OidcPage.vue')) },
  { path: '/link', page: with_account_words(() => import('@/features/identity/site/LinkPage.vue')) },
  { path: '/first', page: with_account_words(() => import('@/features/identity/site/FirstPage.vue')) },
  { path: '/development/outbox', page: with_account_words(() => import('@/features/identity/site/OutboxPage.vue')) },
  { path: '/about', page: () => import('./texts/AboutPage.vue') },
  { path: '/privacy', page: () => import('./texts/PrivacyPage.vue') },
  { path: '/accessibility', page: () => import('./texts/AccessibilityPage.vue') },
]

export const missing = () => import('./MissingPage.vue')
