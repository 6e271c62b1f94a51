from tests.support.access import public

TABLE = {"demo_roles": public(404)}  # the tests run outside demo mode
