"""Documents for reading, filing and printing: what goes in is plain data, what comes out is a file."""
