"""What tests of pages measure with."""
