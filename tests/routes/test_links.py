"""What is made a link of a text, and what is not. tests/browser/test_links.py shows the same table to the script."""

import pytest

from routes.links import pieces

# Each text, and the hosts and addresses found in it.
TABLE: dict[str, list[str]] = {
    "Voir https://exemple.fr": ["https://exemple.fr"],
    "http://exemple.fr/": ["http://exemple.fr/"],
    "HTTPS://Exemple.FR/A": ["HTTPS://Exemple.FR/A"],
    "Voir https://exemple.fr, puis http://b.exemple.fr:8080/x?y=1&z=2#fin.": [
        "https://exemple.fr",
        "http://b.exemple.fr:8080/x?y=1&z=2#fin",
    ],
    "(https://fr.wikipedia.org/wiki/Port_(marine))": ["https://fr.wikipedia.org/wiki/Port_(marine)"],
    "«\u202fhttps://exemple.fr/a\u202f»": ["https://exemple.fr/a"],
    "https://exemple.fr/a«b": ["https://exemple.fr/a"],
    "https://exemple.fr/été/東京": ["https://exemple.fr/été/東京"],
    "https://exemple.fr?q=🌅": ["https://exemple.fr?q=🌅"],
    "🌅https://exemple.fr/👩‍👧": ["https://exemple.fr/👩"],
    "Vraiment\u202f: https://exemple.fr/a\u202f!": ["https://exemple.fr/a"],
    "https://exemple.fr/a...": ["https://exemple.fr/a"],
    "https://exemple.fr...": ["https://exemple.fr"],
    "https://exemple.fr:": ["https://exemple.fr"],
    "https://exemple.fr: oui": ["https://exemple.fr"],
    "https://exemple.fr’s": ["https://exemple.fr"],
    "https://exemple.fr/a’": ["https://exemple.fr/a"],
    "مرحبا https://exemple.fr/a مرحبا": ["https://exemple.fr/a"],
    "https://exemple.fr/a\u202eb": ["https://exemple.fr/a"],
    "https://exemple.fr/a\u200bb": ["https://exemple.fr/a"],
    "https://exemple.fr\nhttps://autre.fr": ["https://exemple.fr", "https://autre.fr"],
    "https://exemple.fr/<b>": ["https://exemple.fr/"],
    'https://exemple.fr/" onclick="x': ["https://exemple.fr/"],
    "https://exemple.fr/&amp;'x": ["https://exemple.fr/&amp;'x"],
    "https://xn--t-9faa.fr/": ["https://xn--t-9faa.fr/"],
    "https://127.0.0.1:5000/x": ["https://127.0.0.1:5000/x"],
    "https://exemple.fr/((((": ["https://exemple.fr/(((("],
    "https://exemple.fr/))))": ["https://exemple.fr/"],
    # Without a scheme, where it says itself that it is an address.
    "exemple.fr www.exemple.fr": ["www.exemple.fr"],
    "(WWW.Exemple.fr/plan?x=1#y).": ["WWW.Exemple.fr/plan?x=1#y"],
    "www.exemple.fr:8080, www.autre.fr.": ["www.exemple.fr:8080", "www.autre.fr"],
    "https://www.exemple.fr": ["https://www.exemple.fr"],
    "www.exemple": [],
    "www.3.14": [],
    "www.été.fr": [],
    "www.exemple.fr@autre.fr": [],
    "jean@www.exemple.fr": [],
    "ftp://www.exemple.fr": [],
    "mailto:jean@www.exemple.fr": [],
    "wwww.exemple.fr xwww.exemple.fr .www.exemple.fr": [],
    # Not where it seems to lead, or not to a page.
    "https://google.com@exemple.fr/": [],
    "https://google.com:80@exemple.fr/": [],
    "https://user:mot@exemple.fr/": [],
    "https://été.fr/": [],
    "https://аpple.com/": [],
    "https://exemple.frаnce/": [],
    "https://exemple.fr:80a/": [],
    "https://localhost/": [],
    "https:///exemple.fr": [],
    "https://[::1]/": [],
    "javascript:alert(1)": [],
    "JAVASCRIPT://exemple.fr/%0aalert(1)": [],
    "data:text/html,<b>": [],
    "ftp://exemple.fr/": [],
    "mailto:a@exemple.fr": [],
    "xhttps://exemple.fr": [],
    "httpſ://exemple.fr": [],
    "https//exemple.fr": [],
    "": [],
}


@pytest.mark.parametrize("text", TABLE)
def test_the_addresses_of_a_text(text: str) -> None:
    found = list(pieces(text))
    assert [piece.words for piece in found if piece.host] == TABLE[text]
    assert "".join(piece.words for piece in found) == text
    assert all(piece.before + piece.host + piece.after == piece.words for piece in found if piece.host)
    assert [piece.href for piece in found if piece.host] == [led_to(address) for address in TABLE[text]]


def led_to(address: str) -> str:
    """Where that address leads."""
    return address if "://" in address else f"https://{address}"


def test_it_takes_no_longer_for_what_is_made_to_take_long() -> None:
    for text in (
        "https://" * 250,
        "https://" + "a." * 990,
        "https://a.b/" + ")" * 1980,
        "https://" + "a" * 1990,
        "https://a.b" + ":1" * 990,
        "www." * 500,
        " www.a.b@" * 220,
        "www.a." + "a." * 990 + "@",
    ):
        assert "".join(piece.words for piece in pieces(text)) == text
