import type { Area } from './finding.ts';

/** A word or phrase that readers stumble over, or that people are hurt by. A hint is advice: the author knows the context. */
export interface WordHint {
  /** Lower case. An asterisk at the end of a word stands for any ending. */
  readonly phrase: string;
  readonly kind: 'bias' | 'jargon';
  readonly reason: string;
  readonly instead: string;
}

const bias = (phrase: string, reason: string, instead: string): WordHint => ({
  phrase,
  kind: 'bias',
  reason,
  instead,
});
const jargon = (phrase: string, reason: string, instead: string): WordHint => ({
  phrase,
  kind: 'jargon',
  reason,
  instead,
});

/** By language. Short on purpose: what is in here is nearly always better said in another way. */
export const wordHints: Readonly<Record<string, readonly WordHint[]>> = {
  en: [
    bias('he or she', 'It leaves out people who are neither.', 'they, or the name of the role'),
    bias('his or her', 'It leaves out people who are neither.', 'their'),
    bias('mankind', 'It takes men for everybody.', 'people, humanity'),
    bias('manpower', 'It takes men for everybody.', 'staff, workforce'),
    bias('chairman', 'It takes the holder of a role for a man.', 'chair'),
    bias('housewi*', 'It ties care to women.', 'caregiver, parent at home'),
    bias('mothering', 'It ties care to women.', 'caregiving, parenting'),
    bias(
      'native speaker*',
      'It makes birth the measure of how well someone speaks.',
      'fluent speaker, or the level needed',
    ),
    bias(
      'broken english',
      'It shames people who speak more than one language.',
      'what exactly was hard to understand',
    ),
    bias(
      'normal child*',
      'It makes other children the exception.',
      'children without disabilities, or what is meant',
    ),
    bias('normal famil*', 'It makes other families the exception.', 'families, or what is meant'),
    bias('the disabled', 'It makes a trait the whole person.', 'disabled people, people with disabilities'),
    bias('handicapped', 'Most people whom it is said of reject it.', 'disabled, with a disability'),
    bias('wheelchair bound', 'A wheelchair is what someone gets about with.', 'uses a wheelchair'),
    bias('wheelchair-bound', 'A wheelchair is what someone gets about with.', 'uses a wheelchair'),
    bias('suffers from', 'It tells how someone feels, without asking.', 'has, lives with'),
    bias(
      'special needs',
      'Needs are the same; it is support that differs.',
      'disabled, or the support that is meant',
    ),
    bias('the elderly', 'It makes age the whole person.', 'older people'),
    bias('the poor', 'It makes a circumstance the whole person.', 'people with low incomes'),
    bias(
      'minorities',
      'It makes the majority the measure, and is often wrong by number.',
      'the groups that are meant, by name',
    ),
    bias('non-white', 'It makes white the measure.', 'the groups that are meant, by name'),
    bias('third world', 'It ranks countries.', 'the countries that are meant, by name'),
    bias('illegal immigrant*', 'People are not illegal.', 'people without papers'),
    bias('broken home*', 'It judges families.', 'separated parents, or what is meant'),
    bias('blacklist*', 'It ties colour to worth.', 'blocked list, refused'),
    bias('whitelist*', 'It ties colour to worth.', 'allowed list'),
    bias('crazy', 'It makes light of mental illness.', 'surprising, or what is meant'),
    bias('tone deaf', 'It makes a trait a fault.', 'what was not noticed'),
    bias('guys', 'It takes men for everybody.', 'everyone, colleagues'),
    jargon('utili*', 'A longer word for "use".', 'use'),
    jargon('leverag*', 'It says less than it seems to.', 'use'),
    jargon('facilitat*', 'It hides who does what.', 'help, lead, make possible: whichever it is'),
    jargon('operationali*', 'Few people outside of the office know it.', 'put into practice'),
    jargon('actionable', 'It says less than it seems to.', 'that one can act on'),
    jargon('best-in-class', 'It praises and does not describe.', 'what is good about it'),
    jargon('stakeholder*', 'Readers cannot tell who is meant.', 'the people who are meant, by their role'),
    jargon('synerg*', 'It says less than it seems to.', 'what is better together, and why'),
    jargon('holistic*', 'Assessors will not agree on what it looks like.', 'the sides that are looked at'),
    jargon('robust*', 'Assessors will not agree on what it looks like.', 'what exactly must hold'),
    jargon('in order to', 'Three words for one.', 'to'),
    jargon('prior to', 'Two words for one.', 'before'),
    jargon('with regard to', 'Three words for one.', 'about'),
    jargon('commence*', 'A longer word for "start".', 'start'),
    jargon('pursuant to', 'It is the language of contracts.', 'under, as'),
    jargon('going forward', 'It says nothing.', 'from now on, or nothing'),
    jargon('deep dive', 'It is a picture that translations lose.', 'close look'),
    jargon('low-hanging fruit', 'It is a picture that translations lose.', 'what is easy'),
  ],
  es: [
    bias('los minusválidos', 'Dice que una persona vale menos.', 'las personas con discapacidad'),
    bias('minusválid*', 'Dice que una persona vale menos.', 'con discapacidad'),
    bias('discapacitad*', 'Hace de un rasgo la persona entera.', 'persona con discapacidad'),
    bias('inválid*', 'Dice que una persona no vale.', 'con discapacidad'),
    bias('sufre de', 'Dice cómo se siente alguien, sin preguntar.', 'tiene, vive con'),
    bias(
      'niños normales',
      'Hace de los demás niños la excepción.',
      'niños sin discapacidad, o lo que se quiera decir',
    ),
    bias(
      'familias normales',
      'Hace de las demás familias la excepción.',
      'familias, o lo que se quiera decir',
    ),
    bias(
      'hablante* nativo*',
      'Hace del nacimiento la medida de cómo se habla.',
      'hablante con fluidez, o el nivel necesario',
    ),
    bias('ama* de casa', 'Ata el cuidado a las mujeres.', 'persona que cuida, madre o padre en casa'),
    bias('los ancianos', 'Hace de la edad la persona entera.', 'las personas mayores'),
    bias('inmigrante* ilegal*', 'Ninguna persona es ilegal.', 'personas sin papeles'),
    bias('tercer mundo', 'Pone a los países en orden de valor.', 'los países, por su nombre'),
    bias('familia* desestructurada*', 'Juzga a las familias.', 'lo que se quiera decir, sin juzgar'),
    jargon('implementa*', 'Dice menos de lo que parece.', 'poner en práctica, hacer'),
    jargon('a nivel de', 'Tres palabras donde basta una.', 'en, sobre'),
    jargon('en aras de', 'Tres palabras donde basta una.', 'para'),
    jargon('con el objeto de', 'Cuatro palabras donde basta una.', 'para'),
    jargon('holístic*', 'Quienes evalúan no estarán de acuerdo en cómo se ve.', 'los aspectos que se miran'),
    jargon('sinergia*', 'Dice menos de lo que parece.', 'qué es mejor en común, y por qué'),
    jargon('poner en valor', 'Dice menos de lo que parece.', 'mostrar, apreciar'),
    jargon('empoderamiento', 'Oculta quién hace qué.', 'lo que la persona puede decidir ahora'),
  ],
};

/** Which area of the design a hint is about. */
export function areaOf({ kind }: WordHint): Area {
  return kind === 'bias' ? 'equity' : 'language';
}

/** Whether a text has the phrase, as whole words. */
export function says(text: string, phrase: string): boolean {
  return patternOf(phrase).test(text);
}

const patterns = new Map<string, RegExp>();

function patternOf(phrase: string): RegExp {
  const known = patterns.get(phrase);
  if (known) return known;
  const words = phrase.split(' ').map((word) => word.replace(/\*$/, '\\p{L}*'));
  const made = new RegExp(`(?<![\\p{L}\\p{M}-])${words.join('\\s+')}(?![\\p{L}\\p{M}])`, 'iu');
  patterns.set(phrase, made);
  return made;
}
