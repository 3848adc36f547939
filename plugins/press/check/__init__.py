"""The gate before publishing: everything a person should know of the site, each with file, line and remedy."""
