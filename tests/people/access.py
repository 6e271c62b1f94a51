from tests.support.access import public, row

TABLE = {
    "account_request_login_code": row(visitor=200, outsider=302, organiser=302, member=302, coordinator=302, other=302),
    "start": row(visitor=200, outsider=302, organiser=302, member=302, coordinator=302, other=302),
    "account_confirm_login_code": public(302),
    "account_logout": row(visitor=302, outsider=200, organiser=200, member=200, coordinator=200, other=200),
    "account_login": public(302),
    "account_signup": public(302),
    "account_inactive": public(),
}
