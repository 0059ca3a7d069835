"""What pages call people. tests/browser/test_inbox.py holds the script to the same letters."""

import pytest

from routes.names import initials

TABLE = {
    "Camille": "C",
    "Jean Le Goff": "JG",
    "jean-marie ~ o'neil": "JO",
    "محمد": "م",
    "محمد علي": "م\u200cع",
    "דוד כהן": "ד\u200cכ",
    "محمد Dupont": "م",
    "Anna כהן": "A",
    "Иван Dupont": "ИD",
    "𞤀𞤣 Diallo": "𞤀",
    "…": "?",
}


@pytest.mark.parametrize("name", TABLE)
def test_the_letters_that_stand_for_a_face_are_read_in_one_direction(name: str) -> None:
    assert initials(name) == TABLE[name]
