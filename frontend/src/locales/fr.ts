import type { Messages } from './source';

export const messages: Messages = {
  language: 'Langue',
  sandbox: 'Mode test : aucun message n’est réellement envoyé.',
  sandboxLink: 'Ouvrir le téléphone de test',
  progress: 'Progression',
  stepPhone: 'Numéro',
  stepCode: 'Code',
  stepDone: 'Terminé',
  loading: 'Chargement…',
  slow: 'Cela prend plus de temps que d’habitude. Veuillez patienter.',
  retry: 'Réessayer',
  cancel: 'Annuler',

  phoneHeading: 'Vérifiez votre numéro de téléphone',
  phoneWhy:
    'Pour s’assurer que ce numéro est le vôtre, {brand} y envoie un code à usage unique ; votre opérateur peut le facturer.',
  country: 'Pays',
  countryChoose: 'Choisissez un pays',
  phone: 'Numéro de téléphone',
  phoneHint: 'Par exemple {example}',
  send_sms: 'Recevoir un code par SMS',
  send_voice: 'Recevoir un appel',
  send_whatsapp: 'Code par WhatsApp',
  sending: 'Envoi…',
  backToCode: 'Saisir le code déjà envoyé',

  codeHeading: 'Saisissez votre code',
  sent_sms: 'Nous vous avons envoyé un SMS. Il peut mettre une minute à arriver.',
  sent_voice: 'Nous vous appelons. Décrochez pour entendre votre code.',
  sent_whatsapp: 'Nous vous avons écrit sur WhatsApp. Le message peut mettre une minute à arriver.',
  resent_sms: 'Un nouveau SMS est en route. Utilisez le code du dernier reçu.',
  resent_voice: 'Nous vous rappelons. Utilisez le code que vous entendrez.',
  resent_whatsapp: 'Un nouveau message WhatsApp est en route. Utilisez le code du dernier reçu.',
  alreadySent: 'Nous avons déjà envoyé à ce numéro un code encore valable. Saisissez-le ici.',
  elsewhere: 'Quelque chose a changé dans un autre onglet. Cette page est maintenant à jour.',
  cancelled: 'Annulé. Le code envoyé n’est plus valable.',
  sentTo: 'Code envoyé au',
  changeNumber: 'Changer de numéro',
  code: 'Code à {length} chiffres',
  goodFor: 'Expire dans {time}',
  verify: 'Vérifier',
  checking: 'Vérification…',
  noCode: 'Pas encore de code ?',
  wait: 'Vous pourrez en demander un autre dans {time}.',
  again_sms: 'Renvoyer un SMS',
  again_voice: 'Me rappeler',
  again_whatsapp: 'Renvoyer sur WhatsApp',
  instead_sms: 'Plutôt par SMS',
  instead_voice: 'Plutôt par appel',
  instead_whatsapp: 'Plutôt sur WhatsApp',
  noMore:
    'Nous ne pouvons plus envoyer de code à ce numéro pour le moment. Utilisez un autre numéro ou réessayez plus tard.',

  expiredHeading: 'Ce code a expiré',
  expiredText:
    'Un code ne sert qu’une fois et n’est valable que quelques minutes. Demandez-en un nouveau pour continuer.',
  tooManyHeading: 'Trop de codes erronés',
  tooManyText:
    'Pour votre sécurité, ce code n’est plus valable. Demandez-en un nouveau pour continuer.',
  newCode: 'Envoyer un nouveau code',
  verifiedHeading: 'Votre numéro est vérifié',
  verifiedText: 'Merci. Vous n’avez plus rien à faire.',
  another: 'Vérifier un autre numéro',
  shared:
    'D’autres personnes utilisent cet appareil ? Retirez votre numéro pour qu’elles ne le voient pas.',
  forget: 'Retirer mon numéro',
  forgotten: 'Votre numéro a été retiré de ce navigateur.',
  unavailableHeading: 'Impossible d’ouvrir cette page',

  problem: 'Il y a un problème',
  errorTitle: 'Erreur : {title}',
  phone_empty: 'Saisissez votre numéro de téléphone.',
  phone_short: 'Ce numéro est trop court. Vérifiez qu’il ne manque aucun chiffre.',
  phone_long: 'Ce numéro est trop long. Vérifiez qu’il n’y a pas de chiffre en trop.',
  phone_without_texts:
    'Ce numéro ne reçoit pas de SMS. Utilisez un numéro de mobile ou faites-vous appeler.',
  invalid_phone_number: 'Nous ne connaissons pas ce numéro. Vérifiez les chiffres et le pays.',
  unsupported_phone_number:
    'Ce numéro ne peut pas recevoir nos codes. Utilisez un numéro de mobile.',
  country_empty: 'Choisissez votre pays, ou commencez le numéro par + et l’indicatif du pays.',
  country_not_allowed:
    'Nous n’envoyons pas de code dans ce pays. Utilisez un numéro d’un autre pays.',
  blocked: 'Impossible d’envoyer un code à ce numéro. Utilisez-en un autre ou contactez {brand}.',
  rate_limited: 'Trop de tentatives pour le moment. Vous pourrez réessayer {when}.',
  resend_too_soon: 'Un code vient d’être envoyé. Vous pourrez en demander un autre {when}.',
  too_many_attempts: 'Trop de codes erronés. Vous pourrez en demander un nouveau {when}.',
  verification_in_progress:
    'Un code est déjà en route vers ce numéro. Vous pourrez en demander un autre {when}.',
  offline:
    'Vous êtes hors ligne. Votre saisie est conservée : réessayez une fois la connexion rétablie.',
  timed_out:
    'Pas de réponse à temps. Réessayez : si un code est déjà parti, nous ne l’enverrons pas deux fois.',
  check_timed_out: 'Pas de réponse à temps. Votre code est conservé : réessayez.',
  unreachable:
    'Nous sommes injoignables pour le moment. Votre saisie est conservée : réessayez dans un instant.',
  internal_error:
    'Une erreur s’est produite de notre côté, pas du vôtre. Réessayez dans un instant.',
  provider_unavailable:
    'Impossible d’envoyer ou de vérifier des codes actuellement. Vous pourrez réessayer {when}.',
  provider_timeout: 'Le service d’envoi des codes n’a pas répondu. Vous pourrez réessayer {when}.',
  phone_extension: 'Saisissez le numéro sans le poste.',
  phone_unclear: 'Commencez le numéro par + et l’indicatif du pays.',
  phone_without_nine: 'En Argentine, un numéro de mobile porte un 9 après +54.',
  phone_impossible:
    'Cela ne peut pas être un numéro de téléphone. Vérifiez les chiffres et le pays.',
  code_empty: 'Saisissez le code que nous vous avons envoyé.',
  code_short: {
    one: 'Le code compte {length} chiffres : il en manque {count}.',
    many: 'Le code compte {length} chiffres : il en manque {count}.',
    other: 'Le code compte {length} chiffres : il en manque {count}.',
  },
  incorrect_code: {
    one: 'Ce code n’est pas le bon. Vérifiez-le et réessayez : il vous reste {count} essai.',
    many: 'Ce code n’est pas le bon. Vérifiez-le et réessayez : il vous reste {count} essais.',
    other: 'Ce code n’est pas le bon. Vérifiez-le et réessayez : il vous reste {count} essais.',
  },
  orAnotherWay: 'Ou choisissez un autre moyen.',
  cookies_required:
    'Votre navigateur bloque les cookies, et sans eux nous ne pouvons pas vérifier de code. Autorisez les cookies, puis réessayez.',
  no_pending_verification: 'Il n’y a plus de code à vérifier. Demandez-en un nouveau.',
};
