"""Pages of sign-in that the library does not have."""

from allauth.account.views import RequestLoginCodeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from soske.people.actions import person_ensure
from soske.people.signin import name_keep
from soske.people.signin_forms import StartForm


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """There is one way to sign in."""
    return redirect("account_request_login_code")


def inactive(request: HttpRequest) -> HttpResponse:
    """The account is closed."""
    return render(request, "account/account_inactive.html")


class StartView(RequestLoginCodeView):  # type: ignore[misc]
    """Begin with a name and an address: the sign-in by a code, after the person is made if there is none.

    The same page follows whether the address was known or not. Who never enters the code is forgotten after two days;
    who enters it for the first time is called as she wrote here.
    """

    template_name = "account/start.html"

    def get_form_class(self) -> type[StartForm]:
        return StartForm

    def form_valid(self, form: StartForm) -> HttpResponse:
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        name_keep(self.request, email=email, name=name)
        if form._user is None:
            person, _made = person_ensure(email=email, name=name, language=get_language() or "fi")
            form._user = person if person.is_active else None
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: StartForm) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer
