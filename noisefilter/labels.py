"""The taxonomy: what a fragment of a web page can be."""

from enum import StrEnum


class Label(StrEnum):
    """What a fragment is *for a reader of its page*, one line of meaning each.

    A label compares equal to its plain string: ``Label.CONTENT == "content"``.
    """

    CONTENT = "content"  #: what the page exists for: article body, product text, forum posts, entries
    TITLE = "title"  #: the main headline of the page
    BYLINE = "byline"  #: facts about the content: author, date, category, credits, poster cards
    COMMENT = "comment"  #: what visitors wrote below the content
    COMMENT_FORM = "comment_form"  #: the machinery of commenting: fields, notices, "Reply"
    NAVIGATION = "navigation"  #: menus, breadcrumbs, pagination, tables of contents, site header
    RECOMMENDATION = "recommendation"  #: teasers and links to other items, with their headings
    COOKIE_NOTICE = "cookie_notice"  #: cookie and consent banners, their buttons and purposes
    SOCIAL = "social"  #: share buttons, follow-us links, embed chrome
    SIGNUP = "signup"  #: newsletter, paywall, log-in, app and contact prompts, calls to buy
    ADVERTISEMENT = "advertisement"  #: ads, sponsored blocks, affiliate disclosures, promo banners
    LEGAL = "legal"  #: copyright, terms, disclaimers, licences, company details
    WIDGET = "widget"  #: any other machinery: weather, players, carts, loading notices, stray UI
    COMMENT_SPAM = "comment_spam"  #: a comment judged to be spam; replaces ``comment``


#: The labels a fragment model tells apart, in the order of every probability array.
FRAGMENT_LABELS: tuple[Label, ...] = tuple(label for label in Label if label is not Label.COMMENT_SPAM)

#: The kinds of page the page-type model tells apart, in the order of its probability array.
PAGE_TYPES: tuple[str, ...] = (
    "article",
    "forum",
    "product",
    "collection",
    "listing",
    "documentation",
    "service",
)
