import pytest

from stack.form_head import fields

KIND = "multipart/form-data; boundary=b"


def part(name: str, value: str, more: str = "") -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


FILE = part("attachment", "x" * 1000, '; filename="a.png"')


@pytest.mark.parametrize(
    ("head", "kind", "found"),
    [
        (part("content", "é\r\nà") + part("client_id", "1") + FILE, KIND, {"content": "é\r\nà", "client_id": "1"}),
        (part("a", "1") + FILE + part("content", "after it"), KIND, {"a": "1"}),
        (part("a", "1") + part("content", "cut off in the mid")[:-20], KIND, {"a": "1"}),
        (part("a", "1") + "--b--\r\n", KIND, {"a": "1"}),
        ("", KIND, {}),
        ("no form at all", KIND, {}),
        ("--b\r\nno head\r\n\r\nx\r\n--b", KIND, {}),
        ("".join(part(f"a{n}", "") for n in range(150)) + FILE, KIND, {f"a{n}": "" for n in range(100)}),
        (part("a", "1") + FILE, "multipart/form-data", {}),
        (part("a", "1") + FILE, "multipart/mixed; boundary=b", {}),
        ((part("a", "1") + FILE).replace("--b", f"--{'b' * 71}"), f"multipart/form-data; boundary={'b' * 71}", {}),
        (part("a", "1") + part("b", "2", "\r\na:b" * 1000) + FILE, KIND, {"a": "1"}),
        ("content=1", "application/x-www-form-urlencoded", {}),
        ("", None, {}),
    ],
    ids=[
        "all",
        "none after a file",
        "cut",
        "over",
        "empty",
        "noise",
        "no name",
        "many",
        "no boundary",
        "mixed",
        "too long a boundary",
        "too long a part's head",
        "another",
        "none",
    ],
)
def test_only_what_stands_there_whole_is_found(head: str, kind: str | None, found: dict[str, str]) -> None:
    """The two that are too long: seen to fail with the library's decoder, and without a bound for what divides the parts."""
    assert fields(head.encode(), kind) == found
