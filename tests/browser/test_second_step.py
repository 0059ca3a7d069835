"""A second step, in a browser: a passkey that Chromium's own authenticator makes and shows, and an app's code."""

from playwright.async_api import Page, expect

from tests.browser.test_axe import violations
from tests.browser.windows import Windows
from tests.factors import code_of, named, with_app
from tests.live import Live
from tests.people import PASSWORD, Cast, Person

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def with_password(page: Page, person: Person) -> None:
    await page.goto("/login")
    await page.get_by_label("Adresse e-mail").fill(person.user.email)
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter", exact=True).click()


async def test_a_passkey_is_made_and_opens_the_door_alone(windows: Windows, cast: Cast, live: Live) -> None:
    page = await windows.open(base_url=named(live))
    device = await page.context.new_cdp_session(page)
    await device.send("WebAuthn.enable")
    key = (await device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE}))["authenticatorId"]
    await with_password(page, cast.camille)
    await page.wait_for_url("/conversations")
    await page.goto("/account/security")
    await page.get_by_label("Nom de la clé").fill("Téléphone")
    await page.get_by_role("button", name="Ajouter une clé d’accès").click()
    await expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    found = await violations(page)
    await page.get_by_role("link", name="Je les ai gardés").click()
    await expect(page.locator(".session__device")).to_have_text("Téléphone")
    found += await violations(page)
    await page.locator("header").get_by_role("button", name="Se déconnecter").click()

    await device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    await page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    await expect(page.get_by_role("alert")).to_contain_text("Aucune clé d’accès n’a répondu.")
    await device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    await page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    await page.wait_for_url("/conversations")
    assert found == []


async def test_an_apps_code_is_asked_for_after_the_password(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 401")
    secret, _ = await with_app(cast.camille)
    page = await windows.open()
    await with_password(page, cast.camille)
    await page.get_by_label("Code").fill("12")
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.get_by_text("Ce code n’est pas le bon")).to_be_visible()
    found = await violations(page)
    await page.get_by_label("Code").fill(code_of(secret))
    await page.keyboard.press("Enter")
    await page.wait_for_url("/conversations")
    assert found == []
