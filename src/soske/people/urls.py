from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView

from soske.base.urls import anyone, page
from soske.people import views

urlpatterns = [
    page("sign-in/", RequestLoginCodeView.as_view(), rule=anyone, name="account_request_login_code"),
    page("start/", views.StartView.as_view(), rule=anyone, name="start"),
    page("sign-in/code/", ConfirmLoginCodeView.as_view(), rule=anyone, name="account_confirm_login_code"),
    page("sign-out/", LogoutView.as_view(), rule=anyone, name="account_logout"),
    # Addresses that the sign-in library reverses; there are no passwords, and who is new begins by `start`.
    page("sign-in/other/", views.to_sign_in, rule=anyone, name="account_login"),
    page("sign-in/new/", views.to_sign_in, rule=anyone, name="account_signup"),
    page("sign-in/closed/", views.inactive, rule=anyone, name="account_inactive"),
]
