"""Messages for visitors about numbers that cannot be read. None repeats the number."""

from typing import Final

NOTHING: Final = "Enter a phone number."
TEXT_TOO_LONG: Final = "This is too long for a phone number. Enter one number and nothing else."
HAS_EXTENSION: Final = "Extensions cannot be called or texted. Enter the number without its extension."
HAS_LETTERS: Final = "A phone number has no letters. Enter it in digits."
HAS_SIGNS: Final = "A phone number has only digits, and a + at the beginning if it is an international one."
UNKNOWN_COUNTRY: Final = "This country is not known. Choose one from the list, or enter the number with + in front."
NO_COUNTRY: Final = "Choose the country, or begin the number with + and the country's calling code."
NO_CALLING_CODE: Final = "No country has this calling code. Check the digits that come after the +."
TOO_SHORT: Final = "This number is too short. Check that no digit is missing."
TOO_LONG: Final = "This number has too many digits. Check it for extra ones."
WRONG_LENGTH: Final = "This number has too many digits or too few. Check it."
NO_AREA_CODE: Final = "The area code is missing. Enter the whole number."
NOT_IN_COUNTRY: Final = (
    "There is no such number in the chosen country. Check the digits. If the number is from another country, begin it "
    "with + and that country's calling code."
)
NOT_ANYWHERE: Final = "There is no such number in the country of its calling code. Check the digits."
UNCLEAR: Final = "This could be a number of more than one country. Begin it with + and the country's calling code."
