import type { MailMessages } from './messages.ts';

const waits = 'A submission for "{name}" waits for an assessor. A decision is promised by {due}.';
const staff =
  'You get this because you asked for mail in your role at {issuer}. To end that, send {"mail": false} to PUT /me/notifications.';

export const english: MailMessages = {
  learner: {
    'submission.handed-in': {
      subject: 'We have your submission for "{name}"',
      text: [
        'Your submission for "{name}" has arrived.',
        'People who know the field will assess it, without knowing whose it is. You will hear from {issuer} by {due}.',
        'What it is judged by: {about}',
      ],
    },
    'submission.returned': {
      subject: 'Your submission for "{name}" needs something more',
      text: [
        'Your submission for "{name}" came back to you before anyone scored it. It has taken none of your attempts.',
        '{note}',
        'Change what is asked for and hand it in again.',
      ],
    },
    'submission.decided': {
      subject: 'Your submission for "{name}": not yet',
      text: [
        'Your submission for "{name}" was assessed. It does not show yet all that is required.',
        'With your submission you find what was seen, criterion by criterion. Your next attempt can begin with this one.',
        'If you think that it was misjudged, you can appeal within 30 days; somebody else will then judge it anew.',
        'What it is judged by: {about}',
      ],
    },
    'appeal.opened': {
      subject: 'Your appeal about "{name}"',
      text: [
        'Your appeal about "{name}" has arrived. Somebody who has not seen the first judgement will judge your submission anew, by {due}.',
      ],
    },
    'credential.issued': {
      subject: 'You have earned "{name}"',
      text: [
        '{issuer} has awarded you "{name}".',
        'Your credential, which anyone can check: {url}',
        'You decide who sees it, and what it shows of your evidence.',
      ],
    },
    'credential.revoked': {
      subject: 'Your credential "{name}" was revoked',
      text: ['{issuer} has revoked your credential "{name}": {url}', 'Ask {issuer} if you do not know why.'],
    },
  },
  assessor: {
    'submission.handed-in': { subject: 'Work to assess: "{name}"', text: [waits] },
    'pre-check.passed': { subject: 'Work to assess: "{name}"', text: [waits] },
    'assessment.third-asked': {
      subject: 'One more assessor is needed: "{name}"',
      text: ['A submission for "{name}" needs one more assessor. A decision is promised by {due}.'],
    },
    'appeal.opened': {
      subject: 'An appeal to judge: "{name}"',
      text: [
        'A submission for "{name}" is to be judged anew, by somebody who has not seen it. A decision is promised by {due}.',
      ],
    },
    'assessment.due-soon': {
      subject: 'Due soon: "{name}"',
      text: ['A submission for "{name}" is not decided yet. A decision is promised by {due}.'],
    },
    'assessment.overdue': {
      subject: 'Overdue: "{name}"',
      text: ['A decision about a submission for "{name}" was promised by {due} and is not there.'],
    },
  },
  approver: {
    'submission.handed-in': {
      subject: 'To look at before scoring: "{name}"',
      text: ['A submission for "{name}" waits for a look at whether it is complete.'],
    },
    'approval.asked': {
      subject: 'To approve: "{name}"',
      text: ['The assessment of a submission for "{name}" waits for you.'],
    },
    'assessment.overdue': {
      subject: 'Overdue: "{name}"',
      text: ['A decision about a submission for "{name}" was promised by {due} and is not there.'],
    },
  },
  footer: {
    learner:
      'You get this because you handed in work at {issuer}. To end that, send {"mail": false} to PUT /me/notifications.',
    assessor: staff,
    approver: staff,
  },
};
