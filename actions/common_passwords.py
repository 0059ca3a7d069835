"""The long passwords that everybody thinks of: zxcvbn's lists are of short ones, and English ones."""

import re
import unicodedata

SAYINGS = """
mot de passe / mon mot de passe / mot de passe secret / mot de passe oublié / ceci est un mot de passe
ceci est mon mot de passe / le mot de passe / un mot de passe très long / mot de passe sécurisé / nouveau mot de passe
changez-moi / changer ce mot de passe / je n’ai pas de mot de passe / je ne sais pas / je ne sais plus
j’ai oublié mon mot de passe / quinze caractères / une phrase est parfaite / une phrase à vous / choisissez une phrase
je t’aime / je t’aime mon amour / je t’aime pour toujours / je t’aime très fort / mon amour pour toujours / amour de ma vie
bonjour tout le monde / bonjour le monde / bonjour ça va / salut ça va / joyeux anniversaire / bonne année / joyeux noël
vive la france / liberté égalité fraternité / allons enfants de la patrie / le jour de gloire est arrivé / il était une fois
être ou ne pas être / je pense donc je suis / le petit prince / le petit chaperon rouge / frère jacques / au clair de la lune
sur le pont d’avignon / alouette gentille alouette / portez ce vieux whisky / portez ce vieux whisky au juge blond qui fume
olympique de marseille / paris saint germain / allez les bleus / tour eiffel / l’essentiel est invisible pour les yeux
azerty uiop / password / my password / my secret password / this is my password / this is a password / i forgot my password
change me / change this password / i don’t know / let me in / let me in please / open sesame / sésame ouvre-toi / secret
correct horse battery staple / the quick brown fox / the quick brown fox jumps / the quick brown fox jumps over the lazy dog
hello world / hello world hello / to be or not to be / to be or not to be that is the question / i love you
i love you so much / i love you forever / i love my family / i love my mum / i love my mom / happy birthday
happy birthday to you / once upon a time / may the force be with you / que la force soit avec toi / lorem ipsum
lorem ipsum dolor sit amet / live long and prosper / winter is coming / no place like home / there is no place like home
in god we trust / jesus loves you / god is love / twinkle twinkle little star / never gonna give you up
one two three four five / un deux trois quatre cinq / un deux trois quatre cinq six / one two three four / abc / abcd
qwerty / azerty / admin / administrator / administrateur / root / test / bienvenue / welcome / bonjour / soleil / doudou
chouchou / loulou / princesse / escale / voyage / iloveyou
"""
ENDS = re.compile(r"^\d{0,8}|\d{0,8}$")  # 1234, 2026, a date: what is put before and after it when a longer one is asked for


def folded(text: str) -> str:
    """Its letters and digits alone, small and without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalnum())


COMMON = frozenset(folded(saying) for saying in SAYINGS.strip().replace("\n", "/").split("/"))


def is_common(password: str) -> bool:
    """Whether it is one of those, however it is spelt, and however often it is said; with a number around it too."""
    text = folded(password)
    return any(once(one) in COMMON for one in {text, ENDS.sub("", text)})


def once(text: str) -> str:
    """What it repeats, if it does so from one end to the other."""
    period = (text + text).find(text, 1)
    return text[:period]
