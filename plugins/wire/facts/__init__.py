"""The facts of a story: headline, dates, byline, place, agency, language, summary. Pure functions over blocks."""
