"""People's reviews: made here, marked elsewhere, imported from files."""
