"""Inputs that every edge must take the same way."""

# As JSON text, for some of them no JSON library would write.
NO_IDS = [
    "true",
    "false",
    "1.0",
    "1.5",
    '"5"',
    '""',
    "null",
    "[]",
    "[5]",
    "-1",
    "0",
    "-0",
    "9223372036854775808",
    "18446744073709551616",
    "1e400",
    "9" * 5000,
    "NaN",
    "Infinity",
    "-Infinity",
]
NO_OBJECTS = ["true", '"x"', "null", "[]", "3", "{}", '{"id":5}']

INVALID_PAYLOAD = {"ok": False, "error": {"code": "invalid_payload", "message": "Demande invalide"}}
NOT_ALLOWED = {"ok": False, "error": {"code": "not_allowed", "message": "Non autorisé"}}
INVALID_CONTENT = {"ok": False, "error": {"code": "invalid_content", "message": "Message invalide"}}

LARGEST_ID = 2**63 - 1
NOT_THERE = [987_654_321, LARGEST_ID]

# What is stored for what is sent; code points count, and a line break from Windows is one.
STORED = {
    "a": "a",
    "  spaces stay  ": "  spaces stay  ",
    "\tand tabs\n\n": "\tand tabs\n\n",
    "one\r\ntwo\r\n": "one\ntwo\n",
    "one\rtwo\n\rthree": "one\rtwo\n\rthree",
    "a" * 1999: "a" * 1999,
    "b" * 2000: "b" * 2000,
    "c" * 1999 + "\r\n": "c" * 1999 + "\n",
    "😀" * 1999: "😀" * 1999,
    "🧳" * 2000: "🧳" * 2000,
    "e\u0301" * 1000: "e\u0301" * 1000,
    "👩‍👩‍👧‍👦" * 285: "👩‍👩‍👧‍👦" * 285,
    "<script>alert(1)</script> & <b>'\"": "<script>alert(1)</script> & <b>'\"",
    "{{ 7 * 7 }} {% if %} %(name)s %s": "{{ 7 * 7 }} {% if %} %(name)s %s",
    "'); DROP TABLE messages; --": "'); DROP TABLE messages; --",
    "\u202eabc\u2066": "\u202eabc\u2066",
    "zero\u200bwidth": "zero\u200bwidth",
    "bell\x07 and \x1b[31m": "bell\x07 and \x1b[31m",
    "\ufffd\uffff": "\ufffd\uffff",
    "❤️": "❤️",
    "1️⃣": "1️⃣",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿": "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\u093e": "\u093e",  # a vowel sign of Devanagari, which takes its own place
    "ส": "ส",
    "하": "하",
    "0": "0",
    ".": ".",
}

# JSON text again: half a character can't be written otherwise.
NOT_STORED = [
    "null",
    "true",
    "5",
    "1.5",
    "[]",
    '["Bonjour"]',
    '{"text":"Bonjour"}',
    '""',
    '" "',
    r'"\n\r\n\t"',
    r'"\u00a0\u2003\u3000"',
    r'"\u200b"',
    r'"\u200b\u200c\u200d\u2060\ufeff"',
    r'"\u00ad"',
    r'"\u2800"',
    r'"\u3164\u115f"',
    r'"\ufe0f"',
    r'"\u034f\u034f\u034f"',
    r'"\ud834\udd59\ud834\udd59"',
    r'"\u0301 \u20dd"',
    r'"\udb40\udc41\u2065\ufff0"',
    r'"\u202e"',
    r'"\u0007"',
    r'"Bon\u0000jour"',
    r'"Bon\ud800jour"',
    r'"\udc00"',
    r'"\udfff\ud800"',
    '"' + "a" * 2001 + '"',
    '"' + "😀" * 2001 + '"',
    '"' + r"e\u0301" * 1000 + 'x"',
]
