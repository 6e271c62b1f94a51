"""Pages of sign-in that the library does not have."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """There is one way to sign in."""
    return redirect("account_request_login_code")


def inactive(request: HttpRequest) -> HttpResponse:
    """The account is closed."""
    return render(request, "account/account_inactive.html")
