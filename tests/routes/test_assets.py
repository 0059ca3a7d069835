"""What is sent is compressed, means the same, and tells nothing by its length."""

import re
from gzip import decompress

import httpx
import pytest

from routes import bundle, lean
from routes.assets import STATIC
from tests.people import Cast, stranger

PACKED = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


async def raw(client: httpx.AsyncClient, path: str) -> tuple[httpx.Headers, bytes]:
    """An answer as it goes over the wire."""
    async with client.stream("GET", path, headers=PACKED) as answer:
        return answer.headers, b"".join([piece async for piece in answer.aiter_raw()])


async def parts(client: httpx.AsyncClient) -> list[str]:
    page = (await client.get("/conversations")).text
    return sorted(set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)))


async def test_styles_scripts_and_pages_are_compressed_for_whoever_understands_it(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        found = await parts(camille)
        assert len(found) == 4  # the icon, the styles, the client, the scripts
        for path in found:
            headers, data = await raw(camille, path)
            plain = await camille.get(path, headers=PLAIN)
            assert headers["Content-Encoding"] == "gzip"
            assert all("Accept-Encoding" in answer["Vary"] for answer in (headers, plain.headers))
            assert "Content-Encoding" not in plain.headers
            assert decompress(data) == plain.content
            assert int(headers["Content-Length"]) == len(data) < len(plain.content)
            if not path.endswith(".svg"):
                assert "Set-Cookie" not in headers
            assert headers["X-Content-Type-Options"] == "nosniff"
        headers, data = await raw(camille, f"/conversations/{cast.room}")
        assert headers["Content-Encoding"] == "gzip"
        assert b"</html>" in decompress(data)
        assert "Content-Encoding" not in (await camille.get(f"/conversations/{cast.room}", headers=PLAIN)).headers
        assert (await camille.head("/conversations", headers=PACKED)).status_code == 200


async def test_the_length_of_a_page_says_little_and_its_proof_is_another_each_time(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        seen = [await raw(camille, "/account") for _ in range(12)]
        assert len({len(data) for _, data in seen}) > 6
        proofs = [set(re.findall(rb'csrf_token" value="([^"]+)"', decompress(data))) for _, data in seen]
        assert [len(found) for found in proofs] == [1] * 12
        assert len(set.union(*proofs)) == 12
        for proof in proofs[0] | proofs[-1]:
            answer = await camille.post("/account/sessions/end", data={"csrf_token": proof.decode()})
            assert answer.status_code == 303


async def test_every_module_of_ours_is_in_the_script(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        (script,) = [path for path in await parts(camille) if path.endswith("/js/escale.js")]
        text = (await camille.get(script)).text
    modules = bundle.modules(STATIC / "js")
    assert len(modules) > 35
    assert [name for name in modules if f"const {bundle.variable(name)}=once(" not in text] == []
    assert text.startswith('import { io } from "../vendor/socket.io.esm.min.js";')
    assert not re.search(r"^(import|export) (?!\{ io \})|^\s*/\*\*|\bimport\(", text, re.MULTILINE)


@pytest.mark.parametrize(
    "source", ['import x from "./page.js";\n', 'import "./page.js";\n', "export default 1;\n", "export let x = 1;\n"]
)
def test_a_form_that_the_bundle_does_not_know_is_refused(source: str) -> None:
    with pytest.raises(bundle.NotUnderstood):
        bundle.bundled({"app": source})


def test_a_bundle_of_small_modules() -> None:
    modules = {
        "app": 'import { one as first } from "./a-b.js";\nrun(first, import("./c.js"));\n',
        "a-b": "export const one = 1;\nexport async function two() {}\n",
        "c": "",
    }
    assert bundle.bundled(modules) == (
        bundle.ONCE
        + "const $app = once(() => {\nconst { one: first } = $a_b();\nrun(first, (async () => $c())());\nreturn {  };\n});\n"
        + "const $a_b = once(() => {\nconst one = 1;\nasync function two() {}\nreturn { one, two };\n});\n"
        + "const $c = once(() => {\nreturn {  };\n});\n$app();\n"
    )


def test_what_only_readers_need_is_left_out_and_what_is_said_is_not() -> None:
    script = """const { a, b } = c(d ? [1, 2] : {});
if (!a && b) {
say("a : b, { c }", a => b);
} else return a - -b;
const words = `${a} , ${b}`, one = a / b, all = '"a", "b"';
"""
    assert lean.without_spaces(script, ".js") == (
        'const{a,b}=c(d?[1,2]:{});if(!a&&b){say("a : b, { c }",a=>b);}else return a - -b;'
        'const words = `${a} , ${b}`, one = a / b, all = \'"a", "b"\';'
    )
    style = 'a:hover,\nb > c {\ncolor: red;\ncontent: "a: b, { c }";\n}\n@media (width < 1em) {\nd {\nmargin: 0 1px;\n}\n}\n'
    assert lean.without_spaces(style, ".css") == (
        'a:hover,b > c{color:red;content:"a: b, { c }"}@media (width < 1em){d{margin:0 1px}}'
    )


async def test_a_page_that_a_script_fetches_leaves_out_what_the_script_has(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        opened = await camille.get(f"/conversations/{cast.room}")
        camille.client.headers["Sec-Fetch-Dest"] = "empty"
        fetched = await camille.get(f"/conversations/{cast.room}")
        for there, page in ((True, opened), (False, fetched)):
            assert [text in page.html for text in ('id="texts"', "escale.js", "<symbol")] == [there] * 3
            assert page.dom.one(id="inbox").attributes["class"] == "inbox"


async def test_a_stranger_gets_no_scripts(cast: Cast) -> None:
    async with stranger(cast.camille.live) as nobody:
        assert "/js/" not in (await nobody.get("/login")).text
