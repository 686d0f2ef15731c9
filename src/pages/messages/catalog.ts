import type { FacetName } from '../../domain/catalog/facets.ts';
import type { PageLanguage } from '../locale.ts';

/** What the pages of the catalog say, in one language. `{name}` is a place to fill. */
export interface CatalogMessages {
  readonly nav: {
    readonly label: string;
    readonly start: string;
    readonly catalog: string;
    readonly verify: string;
    readonly otherForms: string;
  };
  readonly search: {
    readonly title: string;
    readonly intro: string;
    readonly words: string;
    readonly more: string;
    readonly hoursFrom: string;
    readonly hoursTo: string;
    readonly order: string;
    readonly best: string;
    readonly newest: string;
    readonly submit: string;
    readonly narrowedBy: string;
    readonly remove: string;
    readonly narrow: string;
    readonly incomplete: string;
    readonly found: string;
    readonly newestFirst: string;
    readonly next: string;
    readonly further: string;
    readonly beginning: string;
    readonly noneAmong: string;
    readonly noneYet: string;
    readonly nothing: string;
    readonly noWord: string;
    readonly all: string;
  };
  readonly facets: Readonly<Record<FacetName, string>>;
  readonly evidence: Readonly<Record<'file' | 'link' | 'text', string>>;
  readonly hours: { readonly about: string; readonly upTo: string };
  readonly inLanguages: string;
  readonly definition: {
    readonly kind: string;
    readonly notTranslated: { readonly one: string; readonly many: string };
    readonly retired: string;
    readonly retiredText: string;
    readonly successor: string;
    readonly competency: string;
    readonly keyMethod: string;
    readonly components: string;
    readonly research: string;
    readonly resources: string;
    readonly before: string;
    readonly beforeText: string;
    readonly submit: string;
    readonly parts: { readonly overview: string; readonly artifacts: string; readonly reflection: string };
    readonly words: string;
    readonly passesWhen: string;
    readonly exactly: string;
    readonly atLeast: string;
    readonly atMost: string;
    readonly files: string;
    readonly upTo: string;
    readonly judged: string;
    readonly judgedBy: { readonly one: string; readonly two: string };
    readonly disagreement: { readonly 'third-assessor': string; readonly approver: string };
    readonly blind: string;
    readonly preCheck: string;
    readonly approval: string;
    readonly calibrated: string;
    readonly everyCriterion: string;
    readonly turnaround: string;
    readonly attempts: { readonly one: string; readonly many: string };
    readonly appeal: string;
    readonly criterion: string;
    readonly required: string;
    readonly aligned: string;
    readonly about: string;
    readonly version: string;
    readonly published: string;
    readonly change: string;
    readonly address: string;
    readonly audience: string;
    readonly topic: string;
    readonly work: string;
    readonly fee: string;
    readonly valid: string;
    readonly validFor: {
      readonly months: { readonly one: string; readonly many: string };
      readonly years: { readonly one: string; readonly many: string };
    };
    readonly credits: string;
    readonly field: string;
    readonly code: string;
    readonly related: string;
    readonly keywords: string;
    readonly asFile: string;
  };
  readonly badge: string;
  readonly issuer: {
    readonly kind: string;
    readonly website: string;
    readonly contact: string;
    readonly address: string;
    readonly identifier: string;
    readonly offers: string;
    readonly allOffers: string;
    readonly stacks: string;
    readonly none: string;
  };
  readonly stack: {
    readonly kind: string;
    readonly retired: string;
    readonly retiredText: string;
    readonly pieces: string;
    readonly path: string;
    readonly needed: string;
    readonly earnAll: string;
    readonly earnSome: string;
    readonly and: string;
    readonly byApprover: string;
    readonly byRule: string;
  };
  readonly start: {
    readonly title: string;
    readonly intro: string;
    readonly find: string;
    readonly findText: string;
    readonly check: string;
    readonly checkText: string;
    readonly build: string;
    readonly buildText: string;
  };
}

const english: CatalogMessages = {
  nav: {
    label: 'Site',
    start: 'Start',
    catalog: 'Micro-credentials',
    verify: 'Check a credential',
    otherForms: 'The same as data',
  },
  search: {
    title: 'Micro-credentials',
    intro: 'Each recognises one skill that was shown in real work, judged by people against a public rubric.',
    words: 'Search by words',
    more: 'Hours and order',
    hoursFrom: 'Hours of work, from',
    hoursTo: 'Hours of work, to',
    order: 'Order',
    best: 'best match first',
    newest: 'newest first',
    submit: 'Search',
    narrowedBy: 'Narrowed by',
    remove: 'Remove',
    narrow: 'Narrow it down',
    incomplete: 'Counted among the first of many: there may be more of each.',
    found: 'What was found',
    newestFirst: 'Newest first',
    next: 'More',
    further: 'Look further',
    beginning: 'Back to the beginning',
    noneAmong: 'None among those that were looked at; there are more to look at.',
    noneYet: 'Nothing is published yet.',
    nothing: 'Nothing was found.',
    noWord: 'No definition has {words}.',
    all: 'See all micro-credentials',
  },
  facets: {
    topic: 'Topic',
    audience: 'Audience',
    issuer: 'Issuer',
    stack: 'Stack',
    evidence: 'Evidence',
    language: 'Language',
    hours: 'Work',
  },
  evidence: { file: 'files', link: 'links', text: 'written text' },
  hours: { about: 'about {hours} hours', upTo: 'up to {hours} hours' },
  inLanguages: 'in {languages}',
  definition: {
    kind: 'micro-credential',
    notTranslated: {
      one: 'Not everything is translated: 1 text is shown in the original ({language}), marked as such.',
      many: 'Not everything is translated: {count} texts are shown in the original ({language}), marked as such.',
    },
    retired: 'Retired on {date}.',
    retiredText:
      'It takes no new submissions. Work that is under way is assessed, and credentials stay valid.',
    successor: 'What takes its place',
    competency: 'Competency',
    keyMethod: 'Key method',
    components: 'Method components',
    research: 'Supporting research and rationale',
    resources: 'Resources',
    before: 'Before you start',
    beforeText: 'You must hold a valid credential of each of these.',
    submit: 'What you submit',
    parts: {
      overview: 'Part 1: overview',
      artifacts: 'Part 2: work examples',
      reflection: 'Part 3: reflection',
    },
    words: '{count} words at most',
    passesWhen: 'Passes when:',
    exactly: '{count} of it',
    atLeast: 'at least {count}',
    atMost: 'at most {count}',
    files: 'files: {types}',
    upTo: 'up to {size} MB each',
    judged: 'How it is judged',
    judgedBy: {
      one: 'A person who knows the field judges your work against this rubric.',
      two: 'Two people who know the field judge your work against this rubric, apart from each other.',
    },
    disagreement: {
      'third-assessor': 'Where they disagree, a third person judges it too.',
      approver: 'Where they disagree, somebody else of the issuer says whose judgement stands.',
    },
    blind: 'They are not told whose work it is, and you are not told who they are.',
    preCheck: 'Before that, somebody looks whether it is complete; what comes back to you takes no attempt.',
    approval: 'The issuer confirms each decision.',
    calibrated: 'They first had to agree with known judgements ({percent} % at least).',
    everyCriterion: 'Every criterion must reach its required level.',
    turnaround: 'You hear of the decision within {days} business days.',
    attempts: {
      one: 'There is one attempt; what you withdraw does not count.',
      many: 'There are {count} attempts; what you withdraw does not count.',
    },
    appeal: 'You can appeal a decision of “not yet” within 30 days: somebody else judges your work anew.',
    criterion: 'Criterion',
    required: 'Required level.',
    aligned: 'What it is aligned with',
    about: 'About this version',
    version: 'Version',
    published: '{version}, published {date}',
    change: 'Change',
    address: 'Address',
    audience: 'For',
    topic: 'Topic',
    work: 'Work',
    fee: 'Fee',
    valid: 'Valid',
    validFor: {
      months: { one: 'for 1 month after the award', many: 'for {count} months after the award' },
      years: { one: 'for 1 year after the award', many: 'for {count} years after the award' },
    },
    credits: 'Credits',
    field: 'Field',
    code: 'Code',
    related: 'Related',
    keywords: 'Keywords',
    asFile: 'As a file',
  },
  badge: 'Badge: {name}',
  issuer: {
    kind: 'issuer',
    website: 'Website',
    contact: 'Contact',
    address: 'Address',
    identifier: 'Identifier',
    offers: 'Micro-credentials of this issuer',
    allOffers: 'Search all of them',
    stacks: 'Stacks of this issuer',
    none: 'Nothing is published yet.',
  },
  stack: {
    kind: 'stack of micro-credentials',
    retired: 'Retired on {date}.',
    retiredText: 'Awards that were made stand.',
    pieces: 'The pieces',
    path: 'A path: the order is a suggestion, unless a piece asks for others first.',
    needed: 'What is needed',
    earnAll: 'Earn {names}.',
    earnSome: 'Earn at least {count} of these: {names}.',
    and: '{names} and {last}',
    byApprover: 'An approver of the issuer confirms the award.',
    byRule: 'The award is made when the rule is met. Each piece was judged by people.',
  },
  start: {
    title: 'Micro-credentials, assessed by people',
    intro:
      'For skills that were shown in real work. People who know the field judge the evidence against a public rubric; the award is a signed Open Badges 3.0 credential that anyone can check.',
    find: 'Find a micro-credential',
    findText: 'What there is to earn, by whom it is offered, and by what it is judged.',
    check: 'Check a credential',
    checkText: 'You were shown one: see whether it holds, from a file, a text or an address.',
    build: 'Use the API',
    buildText: 'Everything that this site does, for programs; also as OpenAPI 3.1.',
  },
};

const spanish: CatalogMessages = {
  nav: {
    label: 'Sitio',
    start: 'Inicio',
    catalog: 'Microcredenciales',
    verify: 'Comprobar una credencial',
    otherForms: 'Lo mismo como datos',
  },
  search: {
    title: 'Microcredenciales',
    intro:
      'Cada una reconoce una competencia que se demostró en el trabajo real, evaluada por personas con una rúbrica pública.',
    words: 'Buscar por palabras',
    more: 'Horas y orden',
    hoursFrom: 'Horas de trabajo, desde',
    hoursTo: 'Horas de trabajo, hasta',
    order: 'Orden',
    best: 'primero lo que mejor coincide',
    newest: 'primero lo más reciente',
    submit: 'Buscar',
    narrowedBy: 'Limitado a',
    remove: 'Quitar',
    narrow: 'Limitar la búsqueda',
    incomplete: 'Contado entre las primeras de muchas: puede haber más de cada una.',
    found: 'Lo que se encontró',
    newestFirst: 'Primero lo más reciente',
    next: 'Más',
    further: 'Seguir buscando',
    beginning: 'Volver al principio',
    noneAmong: 'Ninguna entre las que se miraron; quedan más por mirar.',
    noneYet: 'Todavía no se ha publicado nada.',
    nothing: 'No se encontró nada.',
    noWord: 'Ninguna definición contiene {words}.',
    all: 'Ver todas las microcredenciales',
  },
  facets: {
    topic: 'Tema',
    audience: 'Destinatarios',
    issuer: 'Entidad emisora',
    stack: 'Conjunto',
    evidence: 'Evidencias',
    language: 'Idioma',
    hours: 'Dedicación',
  },
  evidence: { file: 'archivos', link: 'enlaces', text: 'texto escrito' },
  hours: { about: 'unas {hours} horas', upTo: 'hasta {hours} horas' },
  inLanguages: 'en {languages}',
  definition: {
    kind: 'microcredencial',
    notTranslated: {
      one: 'No todo está traducido: 1 texto aparece en el original ({language}), señalado como tal.',
      many: 'No todo está traducido: {count} textos aparecen en el original ({language}), señalados como tales.',
    },
    retired: 'Retirada el {date}.',
    retiredText:
      'No admite nuevas entregas. Los trabajos en curso se evalúan y las credenciales siguen siendo válidas.',
    successor: 'La que ocupa su lugar',
    competency: 'Competencia',
    keyMethod: 'Método principal',
    components: 'Componentes del método',
    research: 'Investigación y fundamentos',
    resources: 'Recursos',
    before: 'Antes de empezar',
    beforeText: 'Debe tener una credencial válida de cada una de estas.',
    submit: 'Lo que entrega',
    parts: {
      overview: 'Parte 1: contexto',
      artifacts: 'Parte 2: ejemplos de trabajo',
      reflection: 'Parte 3: reflexión',
    },
    words: '{count} palabras como máximo',
    passesWhen: 'Se supera cuando:',
    exactly: '{count} en total',
    atLeast: 'al menos {count}',
    atMost: 'como máximo {count}',
    files: 'archivos: {types}',
    upTo: 'de hasta {size} MB cada uno',
    judged: 'Cómo se evalúa',
    judgedBy: {
      one: 'Una persona experta en el campo evalúa su trabajo con esta rúbrica.',
      two: 'Dos personas expertas en el campo evalúan su trabajo con esta rúbrica, cada una por su cuenta.',
    },
    disagreement: {
      'third-assessor': 'Si no coinciden, lo evalúa también una tercera persona.',
      approver: 'Si no coinciden, otra persona de la entidad emisora dice cuál evaluación vale.',
    },
    blind: 'No saben de quién es el trabajo, y usted no sabe quiénes son.',
    preCheck: 'Antes, una persona mira si está completo; lo que se le devuelve no cuenta como intento.',
    approval: 'La entidad emisora confirma cada decisión.',
    calibrated: 'Antes tuvieron que coincidir con evaluaciones conocidas (un {percent} % al menos).',
    everyCriterion: 'Cada criterio debe alcanzar el nivel exigido.',
    turnaround: 'Conocerá la decisión en un plazo de {days} días laborables.',
    attempts: {
      one: 'Hay un intento; lo que se retira no cuenta.',
      many: 'Hay {count} intentos; lo que se retira no cuenta.',
    },
    appeal:
      'Puede recurrir una decisión de «todavía no» en un plazo de 30 días: otra persona evalúa de nuevo su trabajo.',
    criterion: 'Criterio',
    required: 'Nivel exigido.',
    aligned: 'Con qué está alineada',
    about: 'Sobre esta versión',
    version: 'Versión',
    published: '{version}, publicada el {date}',
    change: 'Cambio',
    address: 'Dirección',
    audience: 'Para',
    topic: 'Tema',
    work: 'Dedicación',
    fee: 'Precio',
    valid: 'Validez',
    validFor: {
      months: {
        one: '1 mes después de otorgarse',
        many: '{count} meses después de otorgarse',
      },
      years: { one: '1 año después de otorgarse', many: '{count} años después de otorgarse' },
    },
    credits: 'Créditos',
    field: 'Campo',
    code: 'Código',
    related: 'Relacionadas',
    keywords: 'Palabras clave',
    asFile: 'Como archivo',
  },
  badge: 'Insignia: {name}',
  issuer: {
    kind: 'entidad emisora',
    website: 'Sitio web',
    contact: 'Contacto',
    address: 'Dirección',
    identifier: 'Identificador',
    offers: 'Microcredenciales de esta entidad',
    allOffers: 'Buscar entre todas',
    stacks: 'Conjuntos de esta entidad',
    none: 'Todavía no se ha publicado nada.',
  },
  stack: {
    kind: 'conjunto de microcredenciales',
    retired: 'Retirado el {date}.',
    retiredText: 'Lo que se otorgó sigue en pie.',
    pieces: 'Las piezas',
    path: 'Un itinerario: el orden es una sugerencia, salvo que una pieza exija otras antes.',
    needed: 'Lo que hace falta',
    earnAll: 'Obtenga {names}.',
    earnSome: 'Obtenga al menos {count} de estas: {names}.',
    and: '{names} y {last}',
    byApprover: 'Una persona de la entidad emisora confirma que se otorgue.',
    byRule: 'Se otorga cuando se cumple la regla. Personas evaluaron cada pieza.',
  },
  start: {
    title: 'Microcredenciales, evaluadas por personas',
    intro:
      'Para competencias que se demostraron en el trabajo real. Personas expertas en el campo evalúan las evidencias con una rúbrica pública; se otorga una credencial Open Badges 3.0 firmada que cualquiera puede comprobar.',
    find: 'Encontrar una microcredencial',
    findText: 'Qué se puede obtener, quién lo ofrece y con qué se evalúa.',
    check: 'Comprobar una credencial',
    checkText: 'Le mostraron una: vea si vale, con un archivo, un texto o una dirección.',
    build: 'Usar la API',
    buildText: 'Todo lo que hace este sitio, para programas; también como OpenAPI 3.1.',
  },
};

export const catalogMessages: Readonly<Record<PageLanguage, CatalogMessages>> = {
  en: english,
  es: spanish,
};
