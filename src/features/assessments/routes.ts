import type { House } from '#platform/http/house.ts'
import { redirect } from '#platform/http/replies.ts'
import { approveAssessment, returnAssessment } from './commands/decide.ts'
import { saveAnswer } from './commands/save-answer.ts'
import { startAssessment } from './commands/start-assessment.ts'
import { submitAssessment } from './commands/submit-assessment.ts'
import { AnswerForm, ApprovalForm, AssessmentParams, IncidentParams, KeptForm, QuestionParams, QuestionQuery, QueueQuery, ReturnForm, StartForm, SubmissionForm } from './forms.ts'
import { getCheckPage, getQuestionPage, getStartPage } from './queries/pages.ts'
import { getAwaitingPage, getSupervisionPage } from './queries/supervision.ts'
import { QuestionPage, StartPage } from './views/answering.tsx'
import { CheckPage } from './views/check.tsx'
import { Kept } from './views/kept.tsx'
import { AwaitingPage } from './views/awaiting.tsx'
import { SupervisionPage } from './views/supervision.tsx'

/** The doors of risk assessments: beginning and answering one, and supervising it. */
export function routes(house: House): void {
  answering(house)
  sending(house)
  supervising(house)
}

function answering(house: House): void {
  house.get('/incidents/:incidentId/assessments', { policy: 'assessments.look', params: IncidentParams }, async ({ ctx, params }) => StartPage(await getStartPage(ctx, params.incidentId)))

  house.post('/incidents/:incidentId/assessments', { policy: 'assessments.assess', params: IncidentParams, form: StartForm }, {
    accept: async ({ ctx, params, form }) => {
      const { assessmentId, isResumed } = await startAssessment(ctx, { ...params, ...form })
      return redirect(isResumed ? `/assessments/${assessmentId}/check` : `/assessments/${assessmentId}/questions/1`)
    },
    again: async ({ ctx, params, errors, answers }) => StartPage({ ...(await getStartPage(ctx, params.incidentId)), errors, answers }),
  })

  house.get('/assessments/:assessmentId/questions/:number', { policy: 'assessments.assess', params: QuestionParams, query: QuestionQuery }, async ({ ctx, params, query }) => {
    const page = await getQuestionPage(ctx, params.assessmentId, params.number)
    return page.isOpen ? QuestionPage({ ...page, from: query.from }) : redirect(`/assessments/${params.assessmentId}`)
  })

  house.post('/assessments/:assessmentId/questions/:number', { policy: 'assessments.assess', params: QuestionParams, query: QuestionQuery, form: AnswerForm }, {
    accept: async ({ ctx, params, query, form }) => {
      await saveAnswer(ctx, { ...params, answer: form.answer, words: form.words, isKeptByPage: false })
      const { version } = await getQuestionPage(ctx, params.assessmentId, params.number)
      const isLast = params.number >= version.questions.length
      return redirect(query.from === 'check' || isLast ? `/assessments/${params.assessmentId}/check` : `/assessments/${params.assessmentId}/questions/${params.number + 1}`)
    },
    again: async ({ ctx, params, query, errors, answers }) => QuestionPage({ ...(await getQuestionPage(ctx, params.assessmentId, params.number)), from: query.from, errors, answers }),
  })

  house.post('/assessments/:assessmentId/questions/:number/draft', { policy: 'assessments.assess', params: QuestionParams, form: KeptForm }, {
    accept: async ({ ctx, params, form }) => {
      await saveAnswer(ctx, { ...params, answer: form.answer, words: form.words, isKeptByPage: true })
      return { fragment: Kept() }
    },
    again: async ({ ctx, params, errors, answers }) => QuestionPage({ ...(await getQuestionPage(ctx, params.assessmentId, params.number)), from: undefined, errors, answers }),
  })
}

function sending(house: House): void {
  house.get('/assessments/:assessmentId/check', { policy: 'assessments.assess', params: AssessmentParams }, async ({ ctx, params }) => {
    const page = await getCheckPage(ctx, params.assessmentId)
    return page.isOpen ? CheckPage({ ...page, now: ctx.now }) : redirect(`/assessments/${params.assessmentId}`)
  })

  house.post('/assessments/:assessmentId/submission', { policy: 'assessments.assess', params: AssessmentParams, form: SubmissionForm }, {
    accept: async ({ ctx, params, form }) => {
      await submitAssessment(ctx, {
        ...params,
        said: { threatsViolenceOrHate: form.known.includes('threats'), vulnerable: form.known.includes('vulnerable'), perpetratorHasCriminalHistory: form.known.includes('history') },
        judgement: form.judgementBand === null ? null : { band: form.judgementBand, reason: form.judgementReason ?? '' },
      })
      return redirect(`/assessments/${params.assessmentId}`, 'Sent for approval. Supervisors of the area have been told')
    },
    again: async ({ ctx, params, errors, answers }) => CheckPage({ ...(await getCheckPage(ctx, params.assessmentId)), errors, answers, now: ctx.now }),
  })
}

function supervising(house: House): void {
  house.get('/assessments/awaiting', { policy: 'assessments.supervise', query: QueueQuery }, async ({ ctx, query }) => AwaitingPage(await getAwaitingPage(ctx, query)))

  house.get('/assessments/:assessmentId', { policy: 'assessments.look', params: AssessmentParams }, async ({ ctx, params }) => SupervisionPage(await getSupervisionPage(ctx, params.assessmentId)))

  house.post('/assessments/:assessmentId/approval', { policy: 'assessments.approve', params: AssessmentParams, form: ApprovalForm }, {
    accept: async ({ ctx, params, form }) => {
      const raise = form.raisedBand === null ? null : { band: form.raisedBand, reason: form.raisedReason ?? '' }
      await approveAssessment(ctx, { ...params, version: form.version, raise })
      return redirect('/assessments/awaiting', 'Risk assessment approved')
    },
    again: async ({ ctx, params, errors, answers }) => SupervisionPage({ ...(await getSupervisionPage(ctx, params.assessmentId)), errors, answers }),
  })

  house.post('/assessments/:assessmentId/return', { policy: 'assessments.return', params: AssessmentParams, form: ReturnForm }, {
    accept: async ({ ctx, params, form }) => {
      await returnAssessment(ctx, { ...params, ...form })
      return redirect('/assessments/awaiting', 'Risk assessment returned. The officer has been told')
    },
    again: async ({ ctx, params, errors, answers }) => SupervisionPage({ ...(await getSupervisionPage(ctx, params.assessmentId)), errors, answers }),
  })
}
