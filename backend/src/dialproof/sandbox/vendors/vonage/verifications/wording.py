"""What the texts and calls say, in the request's language.

The English text is the vendor's default template; the others say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialproof.sandbox.vendors.vonage.verifications.model import Channel


@dataclass(frozen=True, slots=True)
class Wording:
    """Templates with `{brand}`, `{code}` and `{span}`; `{span}` is one of the two units below."""

    text: str
    call: str
    minutes: str
    seconds: str


WORDINGS: dict[str, Wording] = {
    "en": Wording(
        "{brand} code: {code}. Valid for {span}.",
        "Hello. Your {brand} code is {code}. Once more: {code}. Goodbye.",
        "{n} minutes",
        "{n} seconds",
    ),
    "es": Wording(
        "Código de {brand}: {code}. Válido durante {span}.",
        "Hola. Su código de {brand} es {code}. Repito: {code}. Adiós.",
        "{n} minutos",
        "{n} segundos",
    ),
    "fr": Wording(
        "Code {brand} : {code}. Valable {span}.",
        "Bonjour. Votre code {brand} est {code}. Je répète : {code}. Au revoir.",
        "{n} minutes",
        "{n} secondes",
    ),
    "de": Wording(
        "{brand}-Code: {code}. {span} gültig.",
        "Guten Tag. Ihr {brand}-Code lautet {code}. Noch einmal: {code}. Auf Wiederhören.",
        "{n} Minuten",
        "{n} Sekunden",
    ),
    "pt": Wording(
        "Código {brand}: {code}. Válido por {span}.",
        "Olá. O seu código {brand} é {code}. Repetindo: {code}. Até logo.",
        "{n} minutos",
        "{n} segundos",
    ),
    "it": Wording(
        "Codice {brand}: {code}. Valido per {span}.",
        "Buongiorno. Il suo codice {brand} è {code}. Ripeto: {code}. Arrivederci.",
        "{n} minuti",
        "{n} secondi",
    ),
    "ar": Wording(
        "رمز {brand}: {code}. صالح لمدة {span}.",
        "مرحبًا. رمز {brand} الخاص بك هو {code}. مرة أخرى: {code}. مع السلامة.",
        "{n} دقائق",
        "{n} ثانية",
    ),
    "hi": Wording(
        "{brand} कोड: {code}. {span} तक मान्य।",
        "नमस्ते। आपका {brand} कोड है {code}। एक बार फिर: {code}। धन्यवाद।",
        "{n} मिनट",
        "{n} सेकंड",
    ),
    # ruff: noqa: RUF001 - full-width punctuation is how these languages are written
    "zh": Wording(
        "{brand} 验证码：{code}，{span}内有效。",
        "您好。您的 {brand} 验证码是 {code}。重复一遍：{code}。再见。",
        "{n} 分钟",
        "{n} 秒",
    ),
    "ja": Wording(
        "{brand} の認証コード：{code}（有効期間 {span}）",
        "こんにちは。{brand} の認証コードは {code} です。繰り返します。{code}。",
        "{n} 分",
        "{n} 秒",
    ),
}
FALLBACK = "en"

QUESTION = "Are you signing in to {brand}? Answer yes or no."
"""What a message asks that carries no code; in English only, as the channel has left the vendor's document."""


def compose(channel: Channel, *, brand: str, code: str, locale: str, lifetime: int, app_hash: str | None = None) -> str:
    """Write the message of one step. `lifetime` is in seconds.

    A call spells the code out. An Android app hash goes on the last line, where the SMS Retriever looks for it.
    """
    if channel is Channel.WHATSAPP_INTERACTIVE:
        return QUESTION.format(brand=brand)
    words = WORDINGS.get(locale.lower().partition("-")[0], WORDINGS[FALLBACK])
    if channel is Channel.VOICE:
        return words.call.format(brand=brand, code=", ".join(code))
    text = words.text.format(brand=brand, code=code, span=_span(words, lifetime))
    return f"{text}\n{app_hash}" if app_hash else text


def _span(words: Wording, seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    # A single minute is said in seconds: most languages would need another word form for it.
    return words.minutes.format(n=minutes) if minutes > 1 and not rest else words.seconds.format(n=seconds)
