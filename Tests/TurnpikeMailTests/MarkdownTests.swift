import Testing

@testable import TurnpikeMail

@Suite("Markdown in mail")
struct MarkdownTests {
    private func body(_ text: String) -> String {
        // The frame of the page has two lines before and one behind.
        let lines = Markdown(text).html.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropFirst(2).dropLast(2).map { $0 + "\n" }.joined()
    }

    @Test(
        "blocks and spans become text and HTML",
        arguments: [
            (
                "Hello *you* and **all**.", "<p>Hello <em>you</em> and <strong>all</strong>.</p>\n",
                "Hello you and all.\n"
            ),
            ("# Offer\nText", "<h1>Offer</h1>\n<p>Text</p>\n", "Offer\n\nText\n"),
            (
                "- one\n- two\n\n1. first\n2. second",
                "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol>\n<li>first</li>\n<li>second</li>\n</ol>\n",
                "- one\n- two\n\n1. first\n2. second\n"
            ),
            ("> said\n> so", "<blockquote>said<br>\nso</blockquote>\n", "> said\n> so\n"),
            (
                "[us](https://acme.test/a?b=1&c=2)", "<p><a href=\"https://acme.test/a?b=1&amp;c=2\">us</a></p>\n",
                "us (https://acme.test/a?b=1&c=2)\n"
            ),
            ("![logo](cid:logo)", "<p><img src=\"cid:logo\" alt=\"logo\"></p>\n", "logo\n"),
            ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>\n", "a b\n\nc\n"),
            ("line  \nkept", "<p>line<br>\nkept</p>\n", "line\nkept\n"),
            ("`x < y`", "<p><code>x &lt; y</code></p>\n", "x < y\n"),
            ("---", "<hr>\n", "---\n"),
            ("```\n<b>\n```", "<pre>&lt;b&gt;</pre>\n", "    <b>\n"),
            ("5 * 3 * 2 and snake_case", "<p>5 * 3 * 2 and snake_case</p>\n", "5 * 3 * 2 and snake_case\n"),
            ("\\*not\\*", "<p>*not*</p>\n", "*not*\n"),
        ]
    )
    func forms(text: String, html: String, plain: String) {
        #expect(body(text) == html)
        #expect(Markdown(text).plainText == plain)
    }

    @Test(
        "no text becomes markup beyond what Markdown has, and no link goes elsewhere",
        arguments: [
            "<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](data:text/html,x)",
            "[x](https://a\" onclick=\"x)",
            "![x](javascript:x)", "<img src=x onerror=y>", "[<b>](https://a.test)", "\u{0}<i>", "**<u>**", "# <h1>",
            "> <p onload=x>",
        ]
    )
    func hostile(text: String) {
        let html = body(text)
        for tag in [
            "<script", "<img src=x", "<i>", "<b>", "<u>", "<p onload", "javascript:alert(1)\"", "data:text/html,x\"",
            "\" onclick=",
        ] {
            #expect(!html.contains(tag), "\(html)")
        }
    }

    @Test(
        "marks without an end cost no more than a text of their length",
        arguments: ["*", "**", "[", "`", "![", "[](", "**a *b "]
    )
    func long(mark: String) {
        let text = String(repeating: mark, count: 20_000 / mark.utf8.count)
        #expect(Markdown(text).html.utf8.count >= 10)
    }
}
