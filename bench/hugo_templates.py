"""The Hugo side of the build bench: as many kinds of pages and feeds as ours, from templates of like weight."""

CONFIG = """
baseURL = "https://bench.example/"
title = "The Harbour Courier"
disableKinds = ["section"]
[pagination]
pagerSize = 20
[permalinks.page]
news = "/news/:slug/"
[taxonomies]
tag = "tags"
author = "authors"
section = "sections"
month = "months"
[outputFormats.atom]
mediaType = "application/rss+xml"
baseName = "atom"
[outputFormats.feedjson]
mediaType = "application/json"
baseName = "feed"
isPlainText = true
[outputs]
home = ["html", "rss", "atom", "feedjson"]
term = ["html", "rss", "atom", "feedjson"]
taxonomy = ["html"]
page = ["html"]
[[cascade]]
outputs = ["html"]
[cascade.target]
path = "{/authors/**,/months/**}"
[params]
subtitle = "News from Port Almery and the coast"
[markup.goldmark.renderer]
unsafe = false
"""

_BASE = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/theme/icon.svg" type="image/svg+xml">
<style>@STYLE@</style>
<title>{{ block "title" . }}{{ .Title }} – {{ site.Title }}{{ end }}</title>
<meta name="description" content="{{ .Summary | plainify }}">
<link rel="canonical" href="{{ .Permalink }}">
<link rel="alternate" type="application/atom+xml" title="{{ site.Title }}" href="/atom.xml">
{{ block "head" . }}{{ end }}</head>
<body><a class="skip" href="#main">Skip to content</a>
{{ partialCached "masthead.html" . }}
<main id="main" tabindex="-1">{{ block "main" . }}{{ end }}</main>
{{ partialCached "footer.html" . }}
</body></html>
"""

_CARD = """<article class="card s-{{ range .Params.sections }}{{ . | urlize }}{{ end }}" lang="en" dir="ltr">
{{ range .Params.sections }}<p class="kick"><a href="/sections/{{ . | urlize }}/">{{ . }}</a></p>{{ end }}
<h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3>
<p class="sum">{{ .Summary | plainify }}</p>
<p class="meta"><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006" }}</time></p>
</article>
"""

_SINGLE = """{{ define "head" }}<meta property="og:type" content="article"><meta property="og:title" content="{{ .Title }}">
<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "NewsArticle" "headline" .Title "datePublished" (.Date.Format "2006-01-02T15:04:05Z07:00") "author" .Params.authors | jsonify | safeJS }}</script>{{ end }}
{{ define "main" }}<article class="story"><header>
{{ range .Params.sections }}<p class="kick"><a href="/sections/{{ . | urlize }}/">{{ . }}</a></p>{{ end }}
<h1>{{ .Title }}</h1><p class="stand">{{ .Summary | plainify }}</p>
<p class="by meta">By {{ range .Params.authors }}<a rel="author" href="/authors/{{ . | urlize }}/">{{ . }}</a>{{ end }} ·
<time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006, 15:04" }}</time> · {{ .ReadingTime }} min read</p></header>
<div class="text">{{ .Content }}</div>
<ul class="tags" aria-label="Tags">{{ range .Params.tags }}<li><a rel="tag" href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>
<nav class="ways" aria-label="More">{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
</article>{{ end }}
"""

_LIST = """{{ define "main" }}<div class="head"><h1>{{ .Title }}</h1></div>
<div class="list small">{{ range (.Paginate .Pages).Pages }}{{ partial "card.html" . }}{{ end }}</div>
{{ with .Paginator }}<nav class="pager" aria-label="Pages"><ul>
{{ if .HasPrev }}<li><a rel="prev" href="{{ .Prev.URL }}">Newer</a></li>{{ end }}<li><b>{{ .PageNumber }}</b></li>
{{ if .HasNext }}<li><a rel="next" href="{{ .Next.URL }}">Older</a></li>{{ end }}</ul></nav>{{ end }}{{ end }}
"""

_HOME = _LIST.replace(".Paginate .Pages", ".Paginate (where site.RegularPages \"Section\" \"news\")")

_TERMS = """{{ define "main" }}<div class="head"><h1>{{ .Title }}</h1></div>
<ul class="index">{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""

_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Title }}</description>
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "news" }}{{ end }}
{{ range first 50 $pages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>{{ range .Params.authors }}<dc:creator>{{ . }}</dc:creator>{{ end }}
<description>{{ .Summary | plainify | html }}</description><content:encoded>{{ .Content | html }}</content:encoded></item>
{{ end }}</channel></rss>
"""

_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title><id>{{ .Permalink }}</id>
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "news" }}{{ end }}
{{ range first 50 $pages }}<entry><title>{{ .Title }}</title><link href="{{ .Permalink }}"/><id>{{ .Permalink }}</id>
<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>{{ range .Params.authors }}<author><name>{{ . }}</name></author>{{ end }}
<summary>{{ .Summary | plainify | html }}</summary><content type="html">{{ .Content | html }}</content></entry>
{{ end }}</feed>
"""

_JSON = """{{- $pages := .Pages }}{{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "news" }}{{ end -}}
{"version": "https://jsonfeed.org/version/1.1", "title": {{ .Title | jsonify }}, "items": [
{{ range $n, $page := first 50 $pages }}{{ if $n }},{{ end }}{"id": {{ .Permalink | jsonify }}, "title": {{ .Title | jsonify }}, "content_html": {{ .Content | jsonify }}, "date_published": {{ .Date | jsonify }}}
{{ end }}]}
"""

LAYOUTS = {
    "baseof.html": _BASE,
    "page.html": _SINGLE,
    "home.html": _HOME,
    "term.html": _LIST,
    "taxonomy.html": _TERMS,
    "rss.xml": _RSS,
    "home.atom.xml": _ATOM,
    "term.atom.xml": _ATOM,
    "home.feedjson.json": _JSON,
    "term.feedjson.json": _JSON,
    "_partials/card.html": _CARD,
    "_partials/masthead.html": """<header class="mast"><p class="name"><a href="/">{{ site.Title }}</a></p>
<nav aria-label="Sections"><ul class="nav">{{ range site.Taxonomies.sections }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a></li>
{{ end }}</ul></nav></header>
""",
    "_partials/footer.html": """<footer class="foot"><nav aria-label="About this paper"><ul class="nav"><li><a href="/about/">About</a></li>
<li><a href="/atom.xml">Atom feed</a></li><li><a href="/index.xml">RSS feed</a></li><li><a href="/sections/">All sections</a></li>
<li><a href="/tags/">All tags</a></li><li><a href="/authors/">Authors</a></li></ul></nav><p>© {{ site.Title }}</p></footer>
""",
}
