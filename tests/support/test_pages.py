"""The helpers see what they are there for: each is shown a page with a fault and one without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from tests.conftest import OpenPage
from tests.support import axe, contrast, languages, layout
from tests.support.watch import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POLICY = "default-src 'none'; style-src 'self'"
GOOD = """<!doctype html><html lang="fi"><title>Akatemia</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">
<main><h1>Akatemia</h1><p>Haku on auki. <a href="#a">Lue lisää</a> ajoissa.</p>
<label for="n">Nimi</label> <textarea id="n" rows="2"></textarea></main>"""


# --- a site of three pages ----------------------------------------------------------------------------------------
def good(request: HttpRequest) -> HttpResponse:
    return HttpResponse(GOOD, status=int(request.GET.get("status", "200")))


def inline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(GOOD + "<p style='color:red'>", headers={"Content-Security-Policy": f"{POLICY}; img-src data:"})


def sessions(request: HttpRequest) -> HttpResponse:
    """Writes a row and says how many there are."""
    Session.objects.create(session_key="from-server", expire_date=timezone.now())
    return HttpResponse(GOOD + f"<p id='count'>{Session.objects.count()}</p>")


urlpatterns = [path("good/", good), path("inline/", inline), path("sessions/", sessions)]


@pytest.fixture
def watched(browser: Browser, live_server: Any) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """A page with its watch, for tests that mean to make the browser complain."""
    contexts = []

    def open_one(**options: Any) -> tuple[Page, Watch]:
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        page = contexts[-1].new_page()
        return page, Watch(page, allow=(404,))

    yield open_one
    for context in contexts:
        context.close()


def body(html: str, style: str = "") -> str:
    return f"""<!doctype html><html lang="fi"><title>t</title><style>body{{color:#000;background:#fff}}{style}</style>
    <body>{html}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_good_page_has_no_faults(open_page: OpenPage, width: int, javascript: bool) -> None:
    page = open_page(width=width, javascript=javascript)
    page.set_content(GOOD)
    assert page.viewport_size is not None
    assert page.viewport_size["width"] == width
    assert layout.faults(page) == []
    assert contrast.too_weak(page) == []
    assert axe.violations(page) == []
    assert languages.faults(page, "fi") == []


# --- axe ----------------------------------------------------------------------------------------------------------
def test_axe_names_rule_and_place(open_page: OpenPage) -> None:
    page = open_page()
    page.set_content(body("<main><h1>t</h1><img src='data:,' id='bare'></main>"))
    assert [line.split(":")[0] for line in axe.violations(page)] == ["image-alt (critical)"]


# --- contrast -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("html", "style", "wanted"),
    [
        ("<p>x</p>", "p{color:#767676}", []),
        ("<p>x</p>", "p{color:#777}", [("text", 4.48)]),
        ("<p>x</p>", "p{color:#777;font-size:24px}", []),
        ("<p>x</p>", "p{color:#777;font-size:19px;font-weight:700}", []),
        ("<p>x</p>", "p{color:#777;font-size:19px;font-weight:600}", [("text", 4.48)]),
        ("<p>x</p>", "p{color:rgb(0 0 0 / 50%)}", [("text", 4.0)]),
        ("<div><p>x</p></div>", "div{opacity:.5}", [("text", 3.98)]),
        ("<div><p>x</p></div>", "div{background:#000;opacity:.5}p{color:#fff}", [("text", 3.98)]),
        ("<div><p>x</p></div>", "div{background:rgb(0 0 0 / 50%)}p{color:#000}", []),
        ("<p>x</p>", "p{color:oklch(0.7 0 0)}", [("text", 2.68)]),
        ("<p hidden>x</p><p class=a>x</p>", ".a{visibility:hidden}p{color:#eee}", []),
        ("<button disabled>x</button>", "button{color:#eee}", []),
    ],
)
def test_contrast_of_text(open_page: OpenPage, html: str, style: str, wanted: list[tuple[str, float]]) -> None:
    page = open_page()
    page.set_content(body(html, style))
    assert [(one.what, round(one.ratio, 2)) for one in contrast.too_weak(page)] == wanted


def test_contrast_of_fields(open_page: OpenPage) -> None:
    page = open_page()
    page.set_content(
        body(
            "<input class=weak placeholder=pale><input class=strong value=pale><input class=filled>",
            "input{border:1px solid}.weak{border-color:#ccc}.strong{border-color:#000;color:#999}"
            ".filled{border:0;background:#666;color:#fff}::placeholder{color:#aaa;opacity:1}",
        )
    )
    assert [(one.what, one.where) for one in contrast.too_weak(page)] == [
        ("placeholder", "input.weak"),
        ("border", "input.weak"),
        ("value", "input.strong"),
    ]


# --- layout -------------------------------------------------------------------------------------------------------
SMALL = "button{width:20px;height:20px}"
LOW = "a{display:block;height:23px}"
LINE = "p{width:40px;white-space:nowrap;"
UNSEEN = "p{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}"


@pytest.mark.parametrize(
    ("html", "style", "wanted"),
    [
        ("<h1>a</h1><h1>b</h1>", "", ['2 h1: h1 "a", h1 "b"']),
        ("<p>a</p>", "", ["0 h1: "]),
        ("<h1>a</h1><div>b</div>", "div{width:2000px}", ['scrolls sideways: 2008 of 1280 px: div "b"']),
        ("<h1>a</h1><button>b</button>", SMALL, ['target of 20 x 20 px, at least 24: button "b"']),
        ("<h1>a</h1><p>in <a href='#'>b</a> text</p>", "", []),
        ("<h1>a</h1><a href='#'>b</a>", LOW, ['target of 1264 x 23 px, at least 24: a "b"']),
        ("<h1>a</h1><p>too long</p>", LINE + "overflow:hidden}", ['text is cut off: p "too long"']),
        ("<h1>a</h1><p>too long</p>", LINE + "overflow:auto}", []),
        ("<h1>a</h1><p>for readers</p>", UNSEEN, []),
    ],
)
def test_layout(open_page: OpenPage, html: str, style: str, wanted: list[str]) -> None:
    page = open_page()
    page.set_content(body(html, style))
    assert layout.faults(page) == wanted


def test_layout_wants_larger_buttons_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(width=390)
    page.set_content(body("<h1>a</h1><button>b</button>", "button{width:90px;height:43px}"))
    assert layout.faults(page) == ['target of 90 x 43 px, at least 44: button "b"']


def test_inline_code_is_found_in_the_source() -> None:
    html = (
        "<p style='a'></p><style></style><script>1</script><script src='/a.js'></script>"
        "<script type='application/json'>{}</script><a onclick='x' href='javascript:1'>a</a>"
    )
    assert [fault.split(":")[0] for fault in layout.inline_code(html)] == [
        "style attribute",
        "style element",
        "script in the page",
        "onclick attribute",
        "javascript",
    ]


# --- languages ----------------------------------------------------------------------------------------------------
def piece(text: str, lang: str = "", where: str = "p") -> languages.Piece:
    return languages.Piece(text, lang, where)


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("Sparraaja auttaa.", "fi", []),
        ("Valmentaja auttaa.", "fi", ["'Valmentaja' is not our word (fi): 'Valmentaja auttaa.'"]),
        ("Pikavalmentaja", "fi", []),
        ("Bidder", "fi", []),
        ("The bidder", "en", ["'bidder' is not our word (en): 'The bidder'"]),
        ("Den 2026-01-20", "sv", ["a date for machines (2026-01-20): 'Den 2026-01-20'"]),
        ("Hej {name}!", "sv", ["a placeholder that nobody filled ({name}): 'Hej {name}!'"]),
        ("%(n)d ansökningar", "sv", ["a placeholder that nobody filled (%(n)d): '%(n)d ansökningar'"]),
    ],
)
def test_text_faults(text: str, lang: str, wanted: list[str]) -> None:
    assert list(languages.text_faults([piece(text)], lang)) == wanted


def test_text_in_another_language_is_judged_by_that_one() -> None:
    found = [piece("Offert", "sv"), piece("Offert", "fi"), piece("2026-01-20", where="code")]
    assert list(languages.text_faults(found, "fi")) == ["'Offert' is not our word (sv): 'Offert'"]


def test_english_message_on_a_finnish_page_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    po = tmp_path / "fi" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Save"\nmsgstr "Tallenna"\n\n'
        'msgid "Start"\nmsgstr "Aloita"\n\nmsgid "Beginning"\nmsgstr "Start"\n\n'
        'msgid "%(n)d group"\nmsgid_plural "%(n)d groups"\nmsgstr[0] "%(n)d ryhmä"\nmsgstr[1] "%(n)d ryhmää"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    languages.untranslated.cache_clear()
    texts = [piece("Save"), piece("Saved"), piece("Start"), piece("3 groups"), piece("Save", "en")]
    try:
        assert list(languages.text_faults(texts, "fi")) == ["not translated: 'Save'", "not translated: '3 groups'"]
    finally:
        languages.untranslated.cache_clear()


def test_pieces_carry_the_language_of_what_surrounds_them(open_page: OpenPage) -> None:
    page = open_page()
    page.set_content(body("<p>yksi <span lang=sv>två</span></p><img alt='kolme' src='data:,'><p hidden>ei</p>"))
    assert [(one.text, one.lang) for one in languages.pieces(page)] == [
        ("yksi", "fi"),
        ("två", "sv"),
        ("kolme", "fi"),
        ("t", "fi"),
    ]


# --- server and browser together ----------------------------------------------------------------------------------
def without_address(watch: Watch) -> list[str]:
    return [line.split(": ", 1)[1] for line in watch.complaints()]


@pytest.mark.urls("tests.support.test_pages")
@pytest.mark.django_db(transaction=True)
class TestLiveServer:
    @pytest.mark.parametrize("javascript", [True, False])
    def test_server_and_test_see_the_same_database(
        self, live_server: Any, open_page: OpenPage, javascript: bool
    ) -> None:
        Session.objects.create(session_key="from-test", expire_date=timezone.now())
        page = open_page(javascript=javascript)
        page.goto("/sessions/")
        assert page.inner_text("#count") == "2"
        assert set(Session.objects.values_list("pk", flat=True)) == {"from-test", "from-server"}

    def test_database_is_empty_again(self) -> None:
        assert Session.objects.count() == 0

    def test_source_is_what_the_server_sends(self, live_server: Any, open_page: OpenPage) -> None:
        page = open_page()
        page.goto("/good/")
        page.evaluate("document.querySelector('h1').style.color = 'red'")
        assert layout.inline_code(page.content()) == ["style attribute: <h1> in line 3"]
        assert layout.inline_code(layout.source(page)) == []

    @pytest.mark.parametrize("javascript", [True, False])
    def test_content_policy_is_watched(self, watched: Callable[..., Any], javascript: bool) -> None:
        page, watch = watched(java_script_enabled=javascript)
        page.goto("/inline/")
        found = without_address(watch)
        assert found
        assert all("style" in line for line in found)
        assert [
            line for line in found if line.startswith("content policy: style-src-attr blocked inline")
        ] or not javascript

    def test_statuses_are_watched(self, watched: Callable[..., Any], live_server: Any) -> None:
        page, watch = watched()
        page.goto("/good/?status=404")
        page.goto("/good/?status=403")
        assert without_address(watch) == [f"status 403: GET {live_server.url}/good/?status=403"]

    def test_scripts_are_watched(self, watched: Callable[..., Any]) -> None:
        page, watch = watched()
        page.goto("/good/")
        page.evaluate("console.error('broken'), setTimeout(() => { throw new Error('thrown') })")
        page.wait_for_timeout(50)
        assert without_address(watch) == ["console: broken", "script: thrown"]

    def test_failed_requests_are_watched(self, watched: Callable[..., Any], live_server: Any) -> None:
        page, watch = watched()
        page.goto("/good/")
        page.route("**/gone/", lambda route: route.abort("connectionreset"))
        page.evaluate("fetch('/gone/').catch(() => 0)")
        assert without_address(watch) == [f"failed: GET {live_server.url}/gone/ (net::ERR_CONNECTION_RESET)"]
