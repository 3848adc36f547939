"""The site's settings. What publishing changes comes from the environment: SITEURL, SITENAME."""

import os

SITENAME = os.environ.get("SITENAME", "The Harbour Courier")
SITESUBTITLE = "News from Port Almery and the coast"
SITEURL = os.environ.get("SITEURL", "").rstrip("/")
AUTHOR = "The newsroom"

PATH = "content"
ARTICLE_PATHS = ["news"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["wire", "edition", "press"]

TIMEZONE = "UTC"
LOCALE = ("C.UTF-8", "C")
DEFAULT_LANG = "en"
DEFAULT_CATEGORY = "News"
USE_FOLDER_AS_CATEGORY = False
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None
FORMATTED_FIELDS: list[str] = []
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
RELATIVE_URLS = False

ARTICLE_URL = "news/{slug}/"
ARTICLE_SAVE_AS = "news/{slug}/index.html"
ARTICLE_LANG_URL = ARTICLE_URL
ARTICLE_LANG_SAVE_AS = ARTICLE_SAVE_AS
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PAGE_LANG_URL = PAGE_URL
PAGE_LANG_SAVE_AS = PAGE_SAVE_AS
CATEGORY_URL = "section/{slug}/"
CATEGORY_SAVE_AS = "section/{slug}/index.html"
TAG_URL = "tag/{slug}/"
TAG_SAVE_AS = "tag/{slug}/index.html"
AUTHOR_URL = "author/{slug}/"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
ARCHIVES_SAVE_AS = "archive/index.html"
YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/index.html"
YEAR_ARCHIVE_URL = "archive/{date:%Y}/"
MONTH_ARCHIVE_SAVE_AS = "archive/{date:%Y}/{date:%m}/index.html"
MONTH_ARCHIVE_URL = "archive/{date:%Y}/{date:%m}/"
DIRECT_TEMPLATES = ["index", "archives", "tags", "authors", "categories", "search", "follow", "robots", "404", "410"]
TAGS_SAVE_AS = "tag/index.html"
AUTHORS_SAVE_AS = "author/index.html"
CATEGORIES_SAVE_AS = "section/index.html"
SEARCH_SAVE_AS = "search/index.html"
FOLLOW_SAVE_AS = "follow/index.html"
ROBOTS_SAVE_AS = "robots.txt"
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = [
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

FEED_DOMAIN = SITEURL or "http://127.0.0.1:8000"  # where `make serve` shows the site
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = "feeds/section/{slug}.atom.xml"
CATEGORY_FEED_RSS = "feeds/section/{slug}.rss.xml"
TAG_FEED_ATOM = "feeds/tag/{slug}.atom.xml"
TAG_FEED_RSS = "feeds/tag/{slug}.rss.xml"
AUTHOR_FEED_ATOM = "feeds/author/{slug}.atom.xml"
AUTHOR_FEED_RSS = "feeds/author/{slug}.rss.xml"
TRANSLATION_FEED_ATOM = "feeds/language/{lang}.atom.xml"  # a feed a language, where there are several
TRANSLATION_FEED_RSS = "feeds/language/{lang}.rss.xml"

WIRE: dict[str, object] = {}
EDITION: dict[str, object] = {}
PRESS: dict[str, object] = {"text_edition": True, "search": "with"}
