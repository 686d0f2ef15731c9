/** What pages say about sharing a credential, in one language. */
export interface ShareMessages {
  readonly title: string;
  readonly linkedIn: string;
  readonly mail: string;
  readonly mailSubject: string;
  readonly mailText: string;
  readonly address: string;
  readonly embed: string;
  readonly copy: string;
  readonly copied: string;
  readonly wallet: string;
  /** On a page that a link of the holder shows. */
  readonly byLink: string;
  readonly openPage: string;
}

export const shareEnglish: ShareMessages = {
  title: 'Share it',
  linkedIn: 'Add it to a LinkedIn profile',
  mail: 'Send it by e-mail',
  mailSubject: '{name}, earned by {holder}',
  mailText: 'See and check this credential here:',
  address: 'Its address',
  embed: 'Code that shows it on another page',
  copy: 'Copy',
  copied: 'Copied.',
  wallet: 'To keep it in a wallet app, save the credential as JSON and open that file with the app.',
  byLink:
    'The holder shows you this credential by a link that holds for a time. Links to it elsewhere may not work.',
  openPage: 'See and check it',
};

export const shareSpanish: ShareMessages = {
  title: 'Compartirla',
  linkedIn: 'Añadirla a un perfil de LinkedIn',
  mail: 'Enviarla por correo electrónico',
  mailSubject: '{name}, obtenida por {holder}',
  mailText: 'Vea y compruebe esta credencial aquí:',
  address: 'Su dirección',
  embed: 'Código para mostrarla en otra página',
  copy: 'Copiar',
  copied: 'Copiado.',
  wallet:
    'Para guardarla en una aplicación de cartera, descargue la credencial en JSON y abra ese archivo con la aplicación.',
  byLink:
    'El titular le muestra esta credencial mediante un enlace que vale por un tiempo. Otras direcciones de ella quizá no funcionen.',
  openPage: 'Verla y comprobarla',
};
