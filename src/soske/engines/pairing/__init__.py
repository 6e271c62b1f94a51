"""Who goes with whom: readers with applications, coaches with teams, teams with each other. A server calls what ends in
`_apart`, which loads no solver here."""
