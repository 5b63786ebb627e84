"""Brings a sentence to bare words: without case, accents, stretched letters, and with SMS spellings written out."""

import re
import unicodedata

from .sounds import sounded

WORD = re.compile(r"\w+")
STRETCHED = re.compile(r"([^\W\d])\1{2,}")
JOINED = re.compile(r"\b(ن?مي)[\s\u200c]+(?=\w)")  # Persian writes "I want" with a space, half a space, or none
ETHIOPIC = (("ፀ", "ጸ"), ("ሠ", "ሰ"), ("ቐ", "ቀ"), ("ኸ", "ከ"))  # rows of seven letters that Tigrinya mixes up
ALIKE = str.maketrans("ىةیکگہېۍګړټډڼአ", "يهيككهييكرتدنኣ") | {
    ord(one) + vowel: ord(other) + vowel for one, other in ETHIOPIC for vowel in range(7)
}
LETTERS = {ord("ß"): "ss", ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("ı"): "i", ord("æ"): "ae", ord("œ"): "oe"}
SHORT = {
    "fr": {
        "g": "j ai", "jai": "j ai", "jé": "j ai", "jsuis": "je suis", "chuis": "je suis", "chui": "je suis",
        "jsui": "je suis", "pr": "pour", "cé": "c est", "koi": "quoi", "pk": "pourquoi", "pq": "pourquoi",
        "stp": "s il te plait", "svp": "s il vous plait", "qd": "quand", "tt": "tout", "ds": "dans", "ki": "qui",
        "ke": "que", "bcp": "beaucoup", "rdv": "rendez vous", "mtn": "maintenant", "mnt": "maintenant",
        "auj": "aujourd hui", "ajd": "aujourd hui", "ya": "y a", "qqn": "quelqu un", "qq1": "quelqu un",
        "qqchose": "quelque chose", "jpeux": "je peux", "jveux": "je veux", "jcherche": "je cherche",
        "jsais": "je sais", "jpe": "je peux", "peu": "peux", "slt": "salut", "bjr": "bonjour",
        "bsr": "bonsoir", "mrc": "merci", "pa": "pas", "d": "de", "tel": "telephone", "num": "numero", "vs": "vous",
        "ns": "nous", "qel": "quel", "kel": "quel", "dhab": "d habitude", "appt": "appartement",
        "appart": "appartement", "apart": "appartement", "dr": "docteur", "jvoudrais": "je voudrais", "ct": "c etait",
        "pcq": "parce que", "tjrs": "toujours", "tjs": "toujours", "kelk": "quelque", "kelkun": "quelqu un",
    },
    "nl": {
        "ff": "even", "k": "ik", "kben": "ik ben", "kheb": "ik heb", "kzoek": "ik zoek", "kwil": "ik wil",
        "kweet": "ik weet", "nie": "niet", "ni": "niet", "da": "dat", "wa": "wat", "ge": "je", "gij": "jij",
        "aub": "alstublieft", "mss": "misschien", "wrm": "waarom", "wnr": "wanneer", "vr": "voor", "idd": "inderdaad",
        "ng": "nog", "vnv": "vanavond", "iem": "iemand", "zn": "zijn", "mn": "mijn", "hb": "heb",
        "slpn": "slapen", "plts": "plaats", "appart": "appartement", "tel": "telefoon", "nr": "nummer",
        "efkes": "even", "tis": "het is", "kga": "ik ga", "mr": "maar",
    },
    "en": {
        "u": "you", "r": "are", "ur": "your", "pls": "please", "plz": "please", "im": "i m", "ive": "i ve",
        "dont": "don t", "cant": "can t", "wont": "won t", "isnt": "isn t", "didnt": "didn t", "doesnt": "doesn t",
        "wanna": "want to", "gonna": "going to", "gotta": "got to", "thx": "thanks", "sb": "somebody",
        "sth": "something", "smth": "something", "2nite": "tonight", "tonite": "tonight", "b4": "before",
        "bc": "because", "n": "and", "y": "why", "wat": "what", "wer": "where", "wher": "where",
        "no1": "nobody", "some1": "someone", "sum1": "someone", "appt": "appointment", "dr": "doctor", "msg": "message",
        "ppl": "people", "hes": "he s", "shes": "she s", "theres": "there s", "whats": "what s", "wheres": "where s",
        "lemme": "let me", "gimme": "give me", "dunno": "don t know", "idk": "i don t know",
    },
}  # fmt: skip


def letters(text: str) -> str:
    """Lower case, without accents; letters that are said alike are one."""
    text = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return JOINED.sub(r"\1", text.translate(ALIKE))


def words(text: str, language: str = "") -> list[str]:
    """The bare words of a sentence; with its language, short spellings are written out."""
    bare = WORD.findall(STRETCHED.sub(r"\1", letters(text)))
    short = SHORT.get(language)
    said = [each for word in bare for each in (short.get(word, word).split() if short else (word,))]
    return sounded(said, language)
