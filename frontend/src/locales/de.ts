import type { Messages } from './source';

export const messages: Messages = {
  language: 'Sprache',
  sandbox: 'Testbetrieb: Es wird keine echte Nachricht verschickt.',
  sandboxLink: 'Testtelefon öffnen',
  progress: 'Fortschritt',
  stepPhone: 'Nummer',
  stepCode: 'Code',
  stepDone: 'Fertig',
  loading: 'Wird geladen …',
  slow: 'Das dauert länger als gewöhnlich. Bitte warten Sie.',
  retry: 'Noch einmal versuchen',
  cancel: 'Abbrechen',

  phoneHeading: 'Telefonnummer bestätigen',
  phoneWhy:
    'Um zu prüfen, ob die Nummer Ihnen gehört, schickt {brand} einen Code; Ihr Anbieter kann Gebühren erheben.',
  country: 'Land',
  countryChoose: 'Land auswählen',
  phone: 'Telefonnummer',
  phoneHint: 'Zum Beispiel {example}',
  send_sms: 'Code per SMS senden',
  send_voice: 'Code per Anruf',
  send_whatsapp: 'Code per WhatsApp',
  sending: 'Wird gesendet …',
  backToCode: 'Bereits gesendeten Code eingeben',

  codeHeading: 'Code eingeben',
  sent_sms: 'Wir haben Ihnen eine SMS geschickt. Es kann eine Minute dauern, bis sie ankommt.',
  sent_voice: 'Wir rufen Sie jetzt an. Nehmen Sie ab, um Ihren Code zu hören.',
  sent_whatsapp: 'Wir haben Ihnen per WhatsApp geschrieben. Das kann eine Minute dauern.',
  resent_sms: 'Eine neue SMS ist unterwegs. Verwenden Sie den Code aus der neuesten.',
  resent_voice: 'Wir rufen Sie noch einmal an. Verwenden Sie den Code, den Sie jetzt hören.',
  resent_whatsapp: 'Eine neue WhatsApp-Nachricht ist unterwegs. Verwenden Sie den Code daraus.',
  alreadySent:
    'Wir haben an diese Nummer schon einen Code geschickt, der noch gilt. Geben Sie ihn ein.',
  elsewhere: 'In einem anderen Tab hat sich etwas geändert. Hier sehen Sie den neuesten Stand.',
  cancelled: 'Abgebrochen. Der gesendete Code gilt nicht mehr.',
  sentTo: 'Code gesendet an',
  changeNumber: 'Nummer ändern',
  code: '{length}-stelliger Code',
  goodFor: 'Läuft ab in {time}',
  verify: 'Bestätigen',
  checking: 'Wird geprüft …',
  noCode: 'Noch kein Code?',
  wait: 'In {time} können Sie einen neuen anfordern.',
  again_sms: 'SMS erneut senden',
  again_voice: 'Noch einmal anrufen',
  again_whatsapp: 'Erneut per WhatsApp senden',
  instead_sms: 'Lieber per SMS',
  instead_voice: 'Lieber per Anruf',
  instead_whatsapp: 'Lieber per WhatsApp',
  noMore:
    'An diese Nummer können wir zurzeit keine Codes mehr senden. Verwenden Sie eine andere Nummer oder versuchen Sie es später.',

  expiredHeading: 'Dieser Code ist abgelaufen',
  expiredText: 'Codes gelten nur einmal und nur wenige Minuten. Mit einem neuen geht es weiter.',
  tooManyHeading: 'Zu viele falsche Codes',
  tooManyText: 'Zu Ihrer Sicherheit gilt dieser Code nicht mehr. Mit einem neuen geht es weiter.',
  newCode: 'Neuen Code senden',
  verifiedHeading: 'Ihre Nummer ist bestätigt',
  verifiedText: 'Vielen Dank. Mehr ist nicht zu tun.',
  another: 'Andere Nummer bestätigen',
  shared: 'Nutzen auch andere dieses Gerät? Entfernen Sie Ihre Nummer, damit niemand sie sieht.',
  forget: 'Meine Nummer entfernen',
  forgotten: 'Ihre Nummer wurde aus diesem Browser entfernt.',
  unavailableHeading: 'Diese Seite lässt sich nicht öffnen',

  problem: 'Es gibt ein Problem',
  errorTitle: 'Fehler: {title}',
  phone_empty: 'Geben Sie Ihre Telefonnummer ein.',
  phone_short: 'Diese Nummer ist zu kurz. Prüfen Sie, ob eine Ziffer fehlt.',
  phone_long: 'Diese Nummer ist zu lang. Prüfen Sie, ob eine Ziffer zu viel ist.',
  phone_without_texts:
    'Diese Nummer empfängt keine SMS. Nehmen Sie eine andere oder lassen Sie sich anrufen.',
  invalid_phone_number: 'Diese Telefonnummer kennen wir nicht. Prüfen Sie Ziffern und Land.',
  unsupported_phone_number:
    'Diese Nummer kann keine Codes empfangen. Verwenden Sie eine Mobilnummer.',
  country_empty: 'Wählen Sie Ihr Land, oder beginnen Sie die Nummer mit + und der Landesvorwahl.',
  country_not_allowed:
    'In dieses Land senden wir nicht. Verwenden Sie eine Nummer aus einem anderen.',
  blocked: 'An diese Nummer senden wir nicht. Nehmen Sie eine andere oder fragen Sie {brand}.',
  rate_limited: 'Das waren vorerst zu viele Versuche. Versuchen Sie es {when} wieder.',
  resend_too_soon: 'Eben wurde ein Code gesendet. Einen neuen können Sie {when} anfordern.',
  too_many_attempts: 'Zu viele falsche Codes. Einen neuen können Sie {when} anfordern.',
  verification_in_progress:
    'An diese Nummer ist schon ein Code unterwegs. Einen neuen können Sie {when} anfordern.',
  offline:
    'Sie sind offline. Ihre Eingaben bleiben erhalten: Versuchen Sie es erneut, sobald Sie wieder online sind.',
  timed_out:
    'Es kam keine Antwort. Versuchen Sie es noch einmal: Einen schon gesendeten Code senden wir nicht doppelt.',
  check_timed_out: 'Es kam keine Antwort. Ihr Code bleibt erhalten: Versuchen Sie es noch einmal.',
  unreachable:
    'Wir sind gerade nicht erreichbar. Ihre Eingaben bleiben erhalten: Versuchen Sie es gleich noch einmal.',
  internal_error:
    'Bei uns ist etwas schiefgegangen, nicht bei Ihnen. Versuchen Sie es gleich noch einmal.',
  provider_unavailable:
    'Codes können gerade nicht gesendet oder geprüft werden. Versuchen Sie es {when} wieder.',
  provider_timeout:
    'Der Dienst, der Codes sendet, antwortet nicht. Versuchen Sie es {when} wieder.',
  phone_extension: 'Geben Sie die Nummer ohne Durchwahl ein.',
  phone_unclear: 'Beginnen Sie die Nummer mit + und der Landesvorwahl.',
  phone_without_nine: 'In Argentinien hat eine Mobilnummer eine 9 nach +54.',
  phone_impossible: 'Das kann keine Telefonnummer sein. Prüfen Sie Ziffern und Land.',
  code_empty: 'Geben Sie den Code ein, den wir Ihnen geschickt haben.',
  code_short: {
    one: 'Der Code hat {length} Ziffern: {count} fehlt noch.',
    other: 'Der Code hat {length} Ziffern: {count} fehlen noch.',
  },
  incorrect_code: {
    one: 'Dieser Code stimmt nicht. Prüfen Sie ihn: Sie haben noch {count} Versuch.',
    other: 'Dieser Code stimmt nicht. Prüfen Sie ihn: Sie haben noch {count} Versuche.',
  },
  orAnotherWay: 'Oder gehen Sie unten anders vor.',
  cookies_required:
    'Ihr Browser blockiert Cookies, und ohne Cookie können wir keinen Code prüfen. Erlauben Sie Cookies und versuchen Sie es noch einmal.',
  no_pending_verification: 'Es gibt keinen Code mehr zu prüfen. Fordern Sie einen neuen an.',
};
