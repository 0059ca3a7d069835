"""Whatever is refused as a page gives back what was written: nothing that was typed is lost."""

import pytest

import auth
from models import User
from tests.pages import Page
from tests.people import PASSWORD, Cast
from tests.pictures import picture
from wire import bounds

TEXT = "\nTrois lignes\n<b>qui ne doivent</b>\npas se perdre : é 🧳"
ALT = "Le port, le soir"


def given_back(page: Page) -> list[str]:
    """The texts that stand there to be copied."""
    fields = [field for field in page.dom.all("textarea") if "readonly" in field.attributes]
    labels = {label.attributes.get("for") for label in page.dom.all("label")}
    assert all(field.attributes["id"] in labels for field in fields)
    return [field.text.removeprefix("\n") for field in fields]


@pytest.mark.parametrize("whose", ["nobody's", "others'"])
async def test_of_a_conversation_that_is_not_ones_own(cast: Cast, whose: str) -> None:
    """Seen to fail where the page said no more than 404."""
    number = cast.room if whose == "others'" else 987654321
    async with cast.zoe.visitor() as zoe:
        token = (await zoe.get("/account")).forms[0].fields["csrf_token"]
        sent = {"csrf_token": token, "content": TEXT, "attachment_alt": ALT}
        page = Page(await zoe.client.post(f"/conversations/{number}/messages", data=sent))
        assert (page.status, given_back(page)) == (404, [TEXT, ALT])
        large = {"attachment": ("a.png", bytes(bounds.LARGEST_FORM), "image/png")}
        page = Page(await zoe.client.post(f"/conversations/{number}/messages", data=sent, files=large))
        assert (page.status, given_back(page)) == (404, [TEXT, ALT])


async def test_to_somebody_who_left_meanwhile(cast: Cast) -> None:
    """Seen to fail: the conversation came back with neither a composer nor the text."""
    async with cast.camille.visitor() as camille, cast.jean.visitor() as jean:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        await jean.submit((await jean.get("/account/delete")).form("/account/delete"))
        page = await camille.submit(form, content=TEXT, attachment_alt=ALT)
        assert (page.status, given_back(page)) == (410, [TEXT, ALT])
        assert given_back(await camille.get(f"/conversations/{cast.room}")) == []


async def test_of_a_profile(cast: Cast) -> None:
    """Seen to fail: a proof that was too old, and a log-in that had ended, cost what was written about oneself."""
    async with cast.camille.visitor() as camille:
        form = (await camille.get("/account")).form("/account/profile")
        page = await camille.submit(form, bio=TEXT, csrf_token="too old")
        assert (page.status, given_back(page)) == (403, [TEXT])
        foreign = {"Origin": "https://elsewhere.example"}
        page = Page(await camille.client.post(form.action, data={**form.fields, "bio": TEXT}, headers=foreign))
        assert (page.status, given_back(page)) == (403, [])

        await cast.camille.cookie_session.delete()
        camille.client.headers["Referer"] = f"{cast.camille.live.url}/account"
        page = await camille.submit(form, bio=TEXT)
        assert (page.status, given_back(page)) == (401, [TEXT])
        assert page.dom.one(class_="lead").words == "Vous avez été déconnecté ; reconnectez-vous pour continuer."
        assert page.dom.one("a", class_="button--main").attributes["href"] == "/login?next=/account"
    assert (await User.get(id=cast.camille.id)).bio == cast.camille.user.bio


async def test_of_a_photo_whose_words_are_kept(cast: Cast) -> None:
    """What it shows goes along with the words, through the log-in too. Seen to fail: it was left behind."""
    async with cast.camille.visitor() as camille:
        form = (await camille.get(f"/conversations/{cast.room}")).composer
        photo = {"attachment": ("a.png", picture(), "image/png")}
        page = await camille.submit(form, photo, content=TEXT, attachment_alt=ALT, csrf_token="too old")
        assert (page.status, given_back(page)) == (403, [ALT])
        await cast.camille.cookie_session.delete()
        page = await camille.submit(form, photo, content=TEXT, attachment_alt=ALT)
        page = await camille.submit(page.form("/login"), csrf_token="too old", password="")
        assert (page.status, given_back(page)) == (403, [TEXT, ALT])
        page = await camille.submit(form, photo, content=TEXT, attachment_alt=ALT)
        page = await camille.submit(page.form("/login"), email=cast.camille.user.email, password=PASSWORD)
        assert (page.form(f"/conversations/{cast.room}/messages").fields["content"], given_back(page)) == (TEXT, [ALT])


async def test_a_page_of_somebody_else_does_nothing_in_ones_name(cast: Cast) -> None:
    """Two people at one browser: what Camille's page still sent became Jean's message, and his profile."""
    async with cast.camille.visitor() as browser:
        composer = (await browser.get(f"/conversations/{cast.room}")).composer
        profile = (await browser.get("/account")).form("/account/profile")
        (log_in,) = [one for one in browser.client.cookies.jar if one.name == auth.cookies.cookie_name]
        log_in.value = cast.jean.cookie
        page = await browser.submit(composer, content=TEXT)
        assert (page.status, given_back(page)) == (403, [TEXT])
        assert "Quelqu’un d’autre s’est connecté" in page.dom.text
        page = await browser.submit(profile, bio=TEXT)
        assert (page.status, given_back(page)) == (403, [TEXT])
        page = await browser.submit((await browser.get(f"/conversations/{cast.room}")).composer, content="De Jean")
        assert page.written == ["De Jean"]
        log_in.value = ""
        assert (await browser.submit(composer, content=TEXT)).form("/login").fields["kept_content"] == TEXT
    assert not await User.filter(id=cast.jean.id, bio=TEXT).exists()
