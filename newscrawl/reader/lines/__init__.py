"""Lines of a text without markup (WET, `.txt`, corpora) → which of them are the
article, its title and the page's place on its site.

`unwrapped` makes lines of the text, `line_signs` numbers of the lines, `text_model`
probabilities of the numbers, `text_stretch` the body of the probabilities;
`between_marks` adds what is text by its place, `text_title` ranks the lines that may be
the title by how far they agree with the text (`text_words`). `text_page` shows the
lines to the readers of `fields/` as the outline of a page, so that dates, names and
sources are read by the same rules as with markup.
"""
