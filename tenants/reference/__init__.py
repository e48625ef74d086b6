"""Reference tables the project keeps itself: provinces and regencies with their codes."""
