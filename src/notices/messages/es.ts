import type { MailMessages } from './messages.ts';

const waits =
  'Una entrega para «{name}» espera a quien la evalúe. Se ha prometido una decisión antes del {due}.';
const staff =
  'Recibe este mensaje porque pidió avisos en su función en {issuer}. Para dejar de recibirlos, envíe {"mail": false} a PUT /me/notifications.';

export const spanish: MailMessages = {
  learner: {
    'submission.handed-in': {
      subject: 'Hemos recibido su entrega para «{name}»',
      text: [
        'Su entrega para «{name}» ha llegado.',
        'La evaluarán personas que conocen el campo, sin saber de quién es. {issuer} le responderá antes del {due}.',
        'Con qué se evalúa: {about}',
      ],
    },
    'submission.returned': {
      subject: 'A su entrega para «{name}» le falta algo',
      text: [
        'Su entrega para «{name}» vuelve a usted antes de que nadie la puntuara. No ha gastado ninguno de sus intentos.',
        '{note}',
        'Cambie lo que se pide y vuelva a entregarla.',
      ],
    },
    'submission.decided': {
      subject: 'Su entrega para «{name}»: todavía no',
      text: [
        'Su entrega para «{name}» ha sido evaluada. Todavía no muestra todo lo que se exige.',
        'Junto a su entrega encontrará lo que se vio, criterio por criterio. Su próximo intento puede partir de este.',
        'Si cree que fue mal juzgada, puede reclamar en 30 días; otra persona la juzgará de nuevo.',
        'Con qué se evalúa: {about}',
      ],
    },
    'appeal.opened': {
      subject: 'Su reclamación sobre «{name}»',
      text: [
        'Su reclamación sobre «{name}» ha llegado. Alguien que no ha visto la primera evaluación juzgará su entrega de nuevo antes del {due}.',
      ],
    },
    'credential.issued': {
      subject: 'Ha obtenido «{name}»',
      text: [
        '{issuer} le ha concedido «{name}».',
        'Su credencial, que cualquiera puede comprobar: {url}',
        'Usted decide quién la ve y qué muestra de sus evidencias.',
      ],
    },
    'credential.revoked': {
      subject: 'Su credencial «{name}» ha sido revocada',
      text: ['{issuer} ha revocado su credencial «{name}»: {url}', 'Pregunte a {issuer} si no sabe por qué.'],
    },
  },
  assessor: {
    'submission.handed-in': { subject: 'Trabajo por evaluar: «{name}»', text: [waits] },
    'pre-check.passed': { subject: 'Trabajo por evaluar: «{name}»', text: [waits] },
    'assessment.third-asked': {
      subject: 'Hace falta otra evaluación: «{name}»',
      text: [
        'Una entrega para «{name}» necesita que la evalúe otra persona. Se ha prometido una decisión antes del {due}.',
      ],
    },
    'appeal.opened': {
      subject: 'Una reclamación por juzgar: «{name}»',
      text: [
        'Una entrega para «{name}» debe juzgarla de nuevo alguien que no la haya visto. Se ha prometido una decisión antes del {due}.',
      ],
    },
    'assessment.due-soon': {
      subject: 'Vence pronto: «{name}»',
      text: ['Una entrega para «{name}» sigue sin decisión. Se ha prometido antes del {due}.'],
    },
    'assessment.overdue': {
      subject: 'Con retraso: «{name}»',
      text: ['La decisión sobre una entrega para «{name}» se había prometido antes del {due} y no está.'],
    },
  },
  approver: {
    'submission.handed-in': {
      subject: 'Por revisar antes de puntuar: «{name}»',
      text: ['Una entrega para «{name}» espera a que alguien mire si está completa.'],
    },
    'approval.asked': {
      subject: 'Por aprobar: «{name}»',
      text: ['La evaluación de una entrega para «{name}» espera su aprobación.'],
    },
    'assessment.overdue': {
      subject: 'Con retraso: «{name}»',
      text: ['La decisión sobre una entrega para «{name}» se había prometido antes del {due} y no está.'],
    },
  },
  footer: {
    learner:
      'Recibe este mensaje porque entregó un trabajo en {issuer}. Para dejar de recibirlos, envíe {"mail": false} a PUT /me/notifications.',
    assessor: staff,
    approver: staff,
  },
};
