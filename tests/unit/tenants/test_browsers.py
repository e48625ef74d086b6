import pytest

from tenants.browsers import program_of, system_of

MOZILLA = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("user_agent", "program", "system"),
    [
        (
            MOZILLA + "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
            "Chrome",
            "Windows",
        ),
        (
            MOZILLA + "(Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
            "Microsoft Edge",
            "Windows",
        ),
        (
            MOZILLA
            + "(Linux; Android 15; SM-A155F) SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/142.0 Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (MOZILLA + "(Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1", "Safari", "macOS"),
        (
            MOZILLA + "(X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox",
            "Linux",
        ),
        ("curl/8.9", None, None),
        ("", None, None),
    ],
)
def test_browser_is_named_by_what_it_really_is(
    user_agent: str, program: str | None, system: str | None
) -> None:
    assert (program_of(user_agent), system_of(user_agent)) == (program, system)
