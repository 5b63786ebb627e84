"""What people say before and after what they mean: a greeting or a thank you changes nothing of it.

"Hello, I am hungry, please" is no greeting. Part of the training sentences are learnt with such words around them too.
"""

from collections.abc import Iterable, Iterator

OPENINGS = {
    "fr": "bonjour|bonsoir madame|salut|excusez-moi|désolé de vous déranger|allo bonjour|bonjour j'ai une question|svp",
    "nl": "hallo|goeiedag|dag mevrouw|goedenavond|excuseer|sorry dat ik stoor|hallo een vraagje|dag ik bel omdat",
    "en": "hello|hi there|good evening|excuse me|sorry to bother you|hey|hi quick question|please",
    "de": "hallo|guten Tag|guten Abend|Entschuldigung",
    "es": "hola|buenos días|buenas tardes|perdone",
    "pt": "olá|bom dia|boa tarde|desculpe",
    "it": "ciao|buongiorno|buonasera|scusi",
    "ro": "bună ziua|bună|bună seara|scuzați",
    "pl": "dzień dobry|cześć|dobry wieczór|przepraszam",
    "ru": "здравствуйте|добрый день",
    "uk": "добрий день|вітаю",
    "bg": "здравейте|добър ден|извинете",
    "ar": "السلام عليكم|مرحبا|salam|لو سمحت",
    "tr": "merhaba|iyi günler",
    "fa": "سلام|سلام وقت بخیر|ببخشید",
    "ps": "سلام|السلام علیکم",
    "so": "asc|salaan",
    "ti": "ሰላም|ይቕሬታ",
}
CLOSINGS = {
    "fr": "merci|svp|s'il vous plaît|merci d'avance|aidez-moi|merci beaucoup",
    "nl": "aub|alstublieft|dank u|bedankt|alvast merci|help mij",
    "en": "please|thanks|thank you|pls|thanks in advance|please help me",
    "de": "bitte|danke",
    "es": "por favor|gracias",
    "pt": "por favor|obrigado",
    "it": "per favore|grazie",
    "ro": "vă rog|mulțumesc",
    "pl": "proszę|dziękuję",
    "ru": "пожалуйста|спасибо",
    "uk": "будь ласка|дякую",
    "bg": "моля|благодаря",
    "ar": "من فضلك|شكرا|3afak",
    "tr": "lütfen|teşekkürler",
    "fa": "لطفا|ممنون",
    "ps": "مهرباني|مننه",
    "so": "fadlan|mahadsanid",
    "ti": "በጃኹም|የቐንየለይ",
}
BARE = {"greet", "thanks", "goodbye", "affirm", "deny", "repeat", "bot_challenge"}  # here the courtesy is the meaning
EVERY = 3


def politely(examples: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Every third sentence (text, intent, language) again, with words of courtesy before it, after it, or both."""
    meant = [each for each in examples if each[1] not in BARE and each[2] in OPENINGS]
    for at, (text, intent, language) in enumerate(meant[::EVERY]):
        opening, closing = (table[language].split("|") for table in (OPENINGS, CLOSINGS))
        before = opening[at % len(opening)] if at % 3 != 1 else ""
        after = closing[at % len(closing)] if at % 3 != 0 else ""
        yield f"{before} {text} {after}".strip(), intent
