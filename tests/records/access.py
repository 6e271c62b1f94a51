from tests.support.access import public

TABLE = {"file_download": public(kwargs={"pk": "alpha_file"}, foreign={"pk": "beta_file"})}
